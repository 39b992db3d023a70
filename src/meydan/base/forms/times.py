"""The appointment among the answers: held while the form is filled in, confirmed as it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from meydan.base.forms.engine.definition import Field
from meydan.base.forms.models import Draft
from meydan.base.forms.registry import Attendee, Outcome, TimeAsked, TimeLost, appointments, purpose_of


def offer_of(draft: Draft, field: Field, looked: Mapping[str, str], chosen: str, now: datetime) -> Any:
    """What may be chosen, as the room that gives appointments draws it; nothing where no room does."""
    taker = appointments()
    return taker.offer(_asked(draft, field), looked, chosen, now) if taker else None


def hold_time(draft: Draft, field: Field, answer: str, now: datetime) -> None:
    """
    Hold the chosen time for a while, giving back the one held before; again, for longer.

    :raises TimeLost: if it is not to be had; what was held before stays held
    """
    taker = appointments()
    if taker is None:
        raise TimeLost(_("No times are given here online. Please call the office."))
    taker.hold(_asked(draft, field), answer, now)


def confirm_time(draft: Draft, field: Field, attendee: Attendee, outcome: Outcome, now: datetime) -> None:
    """
    Make what is held an appointment of what the form opened, in the transaction of the sending.

    :raises TimeLost: if it cannot be given to this person
    """
    taker = appointments()
    if taker is not None:
        taker.confirm(_asked(draft, field), attendee, outcome, now)


def let_times_go(draft: Draft) -> None:
    """Let go of whatever a forgotten draft holds."""
    _drop(_stem(draft))


def let_time_go(draft: Draft, field: Field) -> None:
    """Let go of what one field of a draft holds."""
    _drop(f"{_stem(draft)}{field.code}")


def _drop(stem: str) -> None:
    taker = appointments()
    if taker is not None:
        taker.drop(stem)


def words_of_time(answer: str) -> str:
    """A time in words; empty where nobody can tell."""
    taker = appointments()
    return taker.words(answer) if taker else ""


def words_booked(draft: Draft) -> str:
    """When and where whoever sent this draft is expected; empty where it asked for no time."""
    taker = appointments()
    return taker.booked(_stem(draft)) if taker else ""


def _asked(draft: Draft, field: Field) -> TimeAsked:
    _purpose, about = purpose_of(draft.purpose)
    is_officers = draft.officer_id is not None
    return TimeAsked(f"{_stem(draft)}{field.code}", field.service or about, is_officers, draft.language)


def _stem(draft: Draft) -> str:
    return f"forms:{draft.key}:"
