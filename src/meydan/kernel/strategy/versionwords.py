"""Changes between two tables of a plan, in words and with the values as a reader writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_day, format_money, text
from meydan.base.packs.public import current
from meydan.base.people.public import OrgUnit
from meydan.kernel.strategy.engine.difference import Change
from meydan.kernel.strategy.faultwords import COLUMNS

KINDS: dict[str, str | Promise] = {
    "added": gettext_lazy("New"),
    "removed": gettext_lazy("Taken out"),
    "moved": gettext_lazy("Moved"),
    "dropped": gettext_lazy("Given up"),
    "taken_up": gettext_lazy("Taken up again"),
    "redated": gettext_lazy("New date"),
    "repriced": gettext_lazy("New amount"),
    "changed": gettext_lazy("Changed"),
}
# How a kind of change is coloured: what is lost stands out.
STATES = {"added": "good", "removed": "bad", "dropped": "bad", "redated": "watch", "repriced": "watch"}


@dataclass(frozen=True)
class ChangeLine:
    """One change as a row of a table."""

    word: str | Promise
    state: str
    what: str | Promise
    code: str
    name: str
    field: str | Promise
    before: str
    after: str


def change_lines(changes: Iterable[Change]) -> list[ChangeLine]:
    """Each change in words."""
    units = {unit.code: text(unit.names) for unit in OrgUnit.objects.all()}
    return [_line(one, units) for one in changes]


def _line(one: Change, units: dict[str, str]) -> ChangeLine:
    kind = one.kind
    if kind == "changed":
        kind = {"starts_on": "redated", "ends_on": "redated", "budget": "repriced"}.get(one.field, kind)
    return ChangeLine(
        KINDS[kind],
        STATES.get(kind, "plain"),
        COLUMNS[one.what],
        one.code,
        text(one.names),
        COLUMNS[one.what if one.field == "names" else one.field] if one.field else "",
        _value(one.field, one.before, units),
        _value(one.field, one.after, units),
    )


def _value(field: str, value: object, units: dict[str, str]) -> str:
    if isinstance(value, dict):
        return text(value)
    if isinstance(value, Decimal):
        return format_money(value, current().money)
    if isinstance(value, date):
        return format_day(value, "short")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    words = "" if value is None else str(value)
    return units.get(words, words) if field == "unit" else words
