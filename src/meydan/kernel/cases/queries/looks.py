"""Who looked into a file: by name for its manager, by role and unit for the citizen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from meydan.base.audit.public import entries
from meydan.base.locale.public import text
from meydan.base.people.public import Account, OrgUnit, Role
from meydan.kernel.cases.models import Case

VERB = "cases.look"
MOST_LINES = 50


@dataclass(frozen=True)
class Look:
    """One opening of a file: when, in which roles and units, and (for staff alone) by whom."""

    at: datetime
    seats: str
    name: str = ""


def looks_at(case: Case, *, with_names: bool) -> list[Look]:
    """
    Return who opened a case, the youngest first, at most fifty.

    :param with_names: for the manager; without, one line a day, role and unit, as the citizen reads it
    """
    lines = list(entries(verb=VERB, thing=case.ref)[:MOST_LINES])
    units = {one.code: text(one.names) for one in OrgUnit.objects.filter(code__in=_unit_codes(lines))}
    found = [(entry, _seats(entry.body.get("seats", []), units)) for entry in lines]
    if with_names:
        numbers = [int(entry.actor.rpartition(":")[2]) for entry, _said in found if entry.actor]
        people = {one.pk: one.name for one in Account.objects.filter(pk__in=numbers)}
        return [
            Look(entry.at, said, people.get(int(entry.actor.rpartition(":")[2]), "")) for entry, said in found
        ]
    days = {
        (entry.at.astimezone(settings.CITY_ZONE).date(), said): Look(entry.at, said) for entry, said in found
    }
    return list(days.values())


def _unit_codes(lines: list) -> set[str]:  # type: ignore[type-arg]
    return {unit for entry in lines for _role, unit in entry.body.get("seats", [])}


def _seats(seats: list[list[str]], units: dict[str, str]) -> str:
    said = [f"{Role(role).label}, {units.get(unit, unit)}" for role, unit in seats if role in Role.values]
    return " · ".join(dict.fromkeys(said))
