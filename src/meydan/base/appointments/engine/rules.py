"""How far ahead, and until which hour, a time may be taken, moved or called off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo


@dataclass(frozen=True)
class Rules:
    """
    A counter's rules.

    :param days_ahead: the last day that can be booked, counted from today
    :param latest_hours: how many hours before it begins a time can no longer be booked from home
    :param change_hours: how many hours before it begins a citizen can no longer move it or call it off
    """

    days_ahead: int
    latest_hours: int
    change_hours: int


def is_bookable(starts_at: datetime, now: datetime, rules: Rules, zone: tzinfo, *, by_staff: bool) -> bool:
    """Whether a time may be taken now; whoever stands at the counter is taken until it begins."""
    lead = timedelta(0) if by_staff else timedelta(hours=rules.latest_hours)
    ahead = (starts_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    return now < starts_at and now + lead <= starts_at and ahead <= rules.days_ahead


def changeable_until(starts_at: datetime, rules: Rules) -> datetime:
    """The last moment at which a citizen may move an appointment or call it off."""
    return starts_at - timedelta(hours=rules.change_hours)
