"""Each fault of a warning as a sentence, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import format_number
from meydan.domains.warnings.engine.checks.fault import Fault
from meydan.domains.warnings.fault_sentences import SENTENCES, UNKNOWN

LANGUAGE_NAMES: dict[str, Promise] = {"tr": _("Turkish"), "fa": _("Persian"), "en": _("English")}
ELEMENTS: dict[str, Promise] = {
    "event": _("the kind of event"),
    "headline": _("the headline"),
    "description": _("what is happening"),
    "instruction": _("what to do"),
}


@dataclass(frozen=True)
class Sentence:
    """What is wrong, and the remedy."""

    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"


def in_words(faults: Iterable[Fault]) -> list[Sentence]:
    """Every fault in the reader's language."""
    return [_sentence(fault) for fault in faults]


def _sentence(fault: Fault) -> Sentence:
    problem, remedy = SENTENCES.get(fault.code, UNKNOWN)
    given = {key: _readable(key, value) for key, value in fault.given.items()} | {"code": fault.code}
    return Sentence(str(problem) % given, str(remedy) % given)


def _readable(key: str, value: str | int | float) -> str:
    if not isinstance(value, str):
        return format_number(value)
    if key == "language":
        return str(LANGUAGE_NAMES.get(str(value), value))
    if key == "element":
        return str(ELEMENTS.get(str(value), value))
    if key == "area":
        return str(value) or gettext("without a name")
    return str(value)
