"""What happened to a promise, in the order of its days: words, changes, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from meydan.base.links.public import Link
from meydan.base.locale.public import format_day, format_money, format_percent, text
from meydan.base.packs.public import current
from meydan.base.people.public import OrgUnit
from meydan.kernel.strategy.models import Action, ActionChange, ActionWord

Field = ActionChange.Field


@dataclass(frozen=True)
class Moment:
    """One thing that happened, on its day."""

    at: datetime
    title: str
    body: str
    is_quiet: bool = False
    is_sample: bool = False
    href: str = ""


def moments(
    words: Iterable[ActionWord],
    changes: Sequence[ActionChange],
    evidence: Iterable[Link],
    others: Iterable[Moment] = (),
) -> list[Moment]:
    """Everything that happened, the newest first."""
    found = [word_moment(one) for one in words] + changed(changes) + [_link(one) for one in evidence]
    return sorted([*found, *others], key=lambda one: one.at, reverse=True)


def explained_at(action: Action, changes: Sequence[ActionChange]) -> datetime | None:
    """When the reason that stands beside a late action was written; none where it came with the plan."""
    if not any(action.explanation.values()):
        return None
    return max((one.changed_at for one in changes if one.field == Field.EXPLANATION), default=None)


def word_moment(word: ActionWord) -> Moment:
    """What the unit said, with how far it is."""
    share = _("%(share)s done") % {"share": format_percent(word.progress_percent)}
    return Moment(word.said_at, share, text(word.sentence), is_sample=word.is_sample)


def _link(link: Link) -> Moment:
    return Moment(link.at, _("Evidence"), f"{link.from_ref} → {link.to_ref}", is_quiet=True)


def changed(changes: Sequence[ActionChange]) -> list[Moment]:
    """Changes in words, what was and what became of it."""
    units = units_of(changes)
    return [
        Moment(
            one.changed_at,
            f"{one.get_field_display()} · {one.get_way_display()}",
            body_of(one, units),
            is_quiet=True,
            is_sample=one.is_sample,
        )
        for one in changes
    ]


def units_of(changes: Sequence[ActionChange]) -> dict[str, str]:
    """The units that changes name, by code; one query where there are any."""
    codes = {code for one in changes if one.field == Field.UNIT for code in (one.before, one.after) if code}
    return {one.code: text(one.names) for one in OrgUnit.objects.filter(code__in=codes)} if codes else {}


def body_of(change: ActionChange, units: dict[str, str]) -> str:
    """What was and what became of it."""
    before, after = (_said(change.field, one, units) for one in (change.before, change.after))
    if not before:
        return after
    return _("%(before)s, now %(after)s") % {"before": before, "after": after or "—"}


def _said(field: str, value: Any, units: dict[str, str]) -> str:
    if value in (None, "", {}):
        return ""
    if field in (Field.STARTS_ON, Field.ENDS_ON):
        return format_day(date.fromisoformat(value))
    if field in (Field.BUDGET, Field.SPENT):
        return format_money(Decimal(value), current().money)
    if field == Field.STATUS:
        return str(Action.Status(value).label)
    if field == Field.UNIT:
        return str(units.get(value, value))
    return text(value)
