"""What a service asks beyond place and words, as the rooms that know its form say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from meydan.kernel.cases.models import Service

DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")


@dataclass(frozen=True)
class Attribute:
    """
    One question of a service's form, as GeoReport v2 describes it.

    :param datatype: one of ``DATATYPES``
    :param is_asked: ``False`` for a text that only tells something
    :param values: key -> name, of the two lists
    """

    code: str
    description: str
    datatype: str = "string"
    is_required: bool = False
    is_asked: bool = True
    datatype_description: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


# In the language of the reader.
AttributesOf = Callable[[Service], Sequence[Attribute]]
_sources: dict[str, AttributesOf] = {}


def register_attributes(source: AttributesOf, *, name: str) -> None:
    """Let a form say what its service asks through Open311; called from ``apps.ready()``."""
    _sources[name] = source


def forget_attributes(name: str) -> None:
    """Take a source out again (for tests)."""
    _sources.pop(name, None)


def attributes_of(service: Service) -> list[Attribute]:
    """Return what a service asks, in order; nothing for one without a form."""
    return [one for _, source in sorted(_sources.items()) for one in source(service)]
