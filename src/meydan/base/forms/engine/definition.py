"""
What a form is: sections of pages of fields, as plain data that a city can read and change.

A page holds one field, or the fields that name the same ``page``. A field of a repeated group names its ``group``,
which is a field of kind ``group``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from meydan.base.forms.engine.grammar import Node

Names = Mapping[str, str]

# Kind -> how its answer is kept. Numbers and amounts are kept as text, so that nothing is rounded on the way.
KINDS = {
    "text": "text",
    "long_text": "text",
    "number": "figure",
    "money": "figure",
    "date": "day",
    "choice": "text",
    "choices": "texts",
    "yes_no": "yes",
    "person_id": "text",
    "phone": "text",
    "email": "text",
    "address": "parts",
    "parcel": "parts",
    "point": "point",
    "photo": "files",
    "file": "files",
    "sketch": "files",
    "signature": "signature",
    "payment": "payment",
    "appointment": "time",
    "group": "rows",
}
# What the engine can compare and sum.
FIGURES = ("number", "money")
FILES = ("photo", "file", "sketch")
# These cannot stand in a repeated group: a page of its own keeps them.
SINGLE = ("group", "payment", "appointment", "signature", "point", *FILES)
COMPUTED = ("number", "money", "text", "yes_no")
# As the amount of a payment: what the service costs by the pack, instead of a formula.
FEE = "fee"


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from."""

    code: str
    names: Names


@dataclass(frozen=True)
class Section:
    """A part of the task list."""

    code: str
    names: Names


@dataclass(frozen=True)
class Field:
    """
    One thing asked.

    ``source`` names a register the answer may be taken from, ``source_key`` the field it is asked by, ``law`` the
    article under which it may be. ``least`` and ``most`` bound a figure, the length of a text, or the number of
    choices, files or rows, by kind.
    """

    code: str
    kind: str
    names: Names
    about: Names = field(default_factory=dict)
    section: str = ""
    page: str = ""
    group: str = ""
    is_required: bool = True
    show_if: Node | None = None
    required_if: Node | None = None
    value: Node | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = ""
    decimals: int = 0
    choices: tuple[Choice, ...] = ()
    source: str = ""
    source_key: str = ""
    law: str = ""
    id_kind: str = ""
    # Of an appointment: the service whose counters are offered; empty is the one the form is for.
    service: str = ""
    # Of a payment: how much; without a formula it is what the service costs.
    amount: Node | None = None

    @property
    def is_computed(self) -> bool:
        """Whether the form works the answer out itself."""
        return self.value is not None


@dataclass(frozen=True)
class Page:
    """Fields that are asked together; the title of a page of one field is the field's own name."""

    code: str
    section: str
    names: Names
    about: Names
    fields: tuple[Field, ...]

    @property
    def is_single(self) -> bool:
        """Whether one thing alone is asked."""
        return len(self.fields) == 1


@dataclass(frozen=True)
class FormDefinition:
    """A form as it is filled in."""

    code: str
    names: Names
    about: Names
    sections: tuple[Section, ...]
    fields: tuple[Field, ...]
    page_names: Mapping[str, tuple[Names, Names]] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> dict[str, Field]:
        """Every field, those of groups too."""
        return {one.code: one for one in self.fields}

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages in the order in which sections and fields stand."""
        found: dict[str, list[Field]] = {}
        rank = {section.code: place for place, section in enumerate(self.sections)}
        outer = [one for one in self.fields if not one.group]
        for one in sorted(outer, key=lambda item: rank[item.section]):
            found.setdefault(one.page, []).append(one)
        return tuple(self._page(code, fields) for code, fields in found.items())

    def _page(self, code: str, fields: list[Field]) -> Page:
        names, about = self.page_names.get(code, (fields[0].names, {}))
        return Page(code, fields[0].section, names, about, tuple(fields))

    def page(self, code: str) -> Page | None:
        """The page of a code."""
        return next((page for page in self.pages if page.code == code), None)

    def rows_of(self, group: str) -> tuple[Field, ...]:
        """The fields of a repeated group."""
        return tuple(one for one in self.fields if one.group == group)


@dataclass(frozen=True)
class Flaw:
    """Something to mend in a definition: where (keys of the document), what, and what to do."""

    where: tuple[Any, ...]
    problem: str
    remedy: str
