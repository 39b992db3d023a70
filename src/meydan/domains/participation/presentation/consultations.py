"""How hearings, opinions and answers are said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import shapely
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from meydan.base.locale.public import format_day, format_number, text
from meydan.domains.participation.engine.waiting import Waiting
from meydan.domains.participation.models import Answer, Consultation, Opinion
from meydan.domains.participation.parcels import parcel_words

CHIPS = {Answer.Outcome.ACCEPTED: "good", Answer.Outcome.PARTLY: "watch", Answer.Outcome.NOT: "plain"}


@dataclass(frozen=True)
class Said:
    """One opinion as everybody reads it: until it is checked, that it came and what it is about, not its words."""

    number: int
    kind: str
    about: str
    words: str
    came_on: str
    word: str
    chip: str
    answer: Answer | None
    code: str
    is_sample: bool


def when(one: Consultation, now: datetime) -> str:
    """Say from when or until when people are heard, or since when not any more."""
    if now < one.opens_at:
        return _("Begins on %(day)s") % {"day": format_day(one.opens_at, "long")}
    if one.is_open_at(now):
        return _("Open until %(day)s") % {"day": format_day(one.closes_at, "long")}
    return _("Ended on %(day)s") % {
        "day": format_day(min(one.closed_at or one.closes_at, one.closes_at), "long")
    }


def word(one: Consultation, now: datetime) -> str:
    """How it stands in one word; :func:`when` says until which day."""
    if now < one.opens_at:
        return pgettext("a consultation", "Not begun")
    return pgettext("a consultation", "Open") if one.is_open_at(now) else pgettext("a consultation", "Over")


def row(one: Consultation, now: datetime) -> dict[str, Any]:
    """One line of a list; the query has counted what was said."""
    said, answered = one.opinion_count, one.answered_count  # type: ignore[attr-defined]
    return {
        "one": one, "title": text(one.names), "when": when(one, now), "word": word(one, now),
        "is_open": one.is_open_at(now),
        "kind": one.get_kind_display(), "said": counted(said, said - answered),
        "state": "watch" if one.is_open_at(now) else "stale",
    }  # fmt: skip


def counted(said: int, unanswered: int) -> str:
    """Say how many opinions came and how many wait."""
    came = ngettext("%(many)s opinion", "%(many)s opinions", said) % {"many": format_number(said)}
    if not unanswered:
        return came
    return came + " · " + _("%(many)s without an answer") % {"many": format_number(unanswered)}


def clock_words(sum_: Waiting, answer_days: int) -> list[str]:
    """Say in sentences what is answered, what waits and since when."""
    if not sum_.all:
        return [_("Nobody has said anything so far.")]
    told = [
        _("%(answered)s of %(all)s opinions have an answer.")
        % {"answered": format_number(sum_.answered), "all": format_number(sum_.all)}
    ]
    if sum_.unanswered and sum_.oldest_on is not None:
        told.append(
            _("%(many)s wait, the oldest since %(day)s; each is to be answered within %(days)s days.")
            % {"many": format_number(sum_.unanswered), "day": format_day(sum_.oldest_on, "long"),
               "days": format_number(answer_days)}
        )  # fmt: skip
    if sum_.late:
        told.append(_("Past their day: %(many)s.") % {"many": format_number(sum_.late)})
    if sum_.mean_days is not None:
        told.append(
            _("An answer took %(days)s days on average.") % {"days": format_number(sum_.mean_days, 1)}
        )
    return told


def about(opinion: Opinion) -> str:
    """What an opinion points at, in a few words."""
    parts = [
        text(opinion.section.names) if opinion.section else "",
        parcel_words(opinion.parcel),
        opinion.address if opinion.state == Opinion.State.SHOWN else "",
    ]
    return " · ".join(part for part in parts if part)


def said(opinion: Opinion) -> Said:
    """Show one opinion to everybody."""
    is_shown = opinion.state == Opinion.State.SHOWN
    words = opinion.public_words if is_shown else ""
    if opinion.state == Opinion.State.WAITING:
        words = _("Its words are being checked for personal data.")
    elif opinion.state == Opinion.State.HELD:
        words = _("Its words are held back: %(reason)s") % {"reason": opinion.held_reason}
    answer = opinion.answer
    return Said(
        opinion.number, str(opinion.get_kind_display()), about(opinion), words, format_day(opinion.came_at),
        str(answer.get_outcome_display()) if answer else _("No answer yet"),
        CHIPS[Answer.Outcome(answer.outcome)] if answer else "stale", answer, opinion.code, opinion.is_sample,
    )  # fmt: skip


def answered(answer: Answer) -> dict[str, Any]:
    """One answer with the opinions it stands for."""
    return {
        "answer": answer, "word": answer.get_outcome_display(), "chip": CHIPS[Answer.Outcome(answer.outcome)],
        "opinions": [said(one) for one in answer.opinions.all()], "on": format_day(answer.answered_at),
    }  # fmt: skip


def due_words(opinion: Opinion, now: datetime) -> str:
    """Say until when the city owes an answer."""
    last = opinion.came_at + timedelta(days=opinion.consultation.answer_days)
    shown = {"day": format_day(last, "long")}
    return (_("Was to be answered by %(day)s") if now > last else _("To be answered by %(day)s")) % shown


def map_items(one: Consultation, opinions: list[Opinion]) -> list[dict[str, Any]]:
    """The drawn area and a point an opinion that is shown."""
    items: list[dict[str, Any]] = []
    shape = one.hearing.shape if one.kind == Consultation.Kind.HEARING else None
    if shape is not None:
        middle = shapely.point_on_surface(shape)
        rings = [list(part.exterior.coords) for part in shapely.get_parts(shape)]
        items.append(
            {"lon": middle.x, "lat": middle.y, "title": text(one.names), "state": "watch", "area": rings}
        )
    items += [
        {"lon": opinion.lon, "lat": opinion.lat, "state": said(opinion).chip,
         "title": f"{format_number(opinion.number)}: {about(opinion)}"}
        for opinion in opinions
        if opinion.lon is not None and opinion.state == Opinion.State.SHOWN
    ]  # fmt: skip
    return items


def crumbs(label: str = "", *, desk: bool = False, of: Consultation | None = None) -> list[dict[str, str]]:
    """The way back to the list, to a consultation, and the page itself when it has a name."""
    back = [
        {
            "label": _("Have your say"),
            "href": reverse(f"participation:{'hear_desk' if desk else 'hear_front'}"),
        }
    ]
    if of is not None:
        name = f"participation:{'hear_one' if desk else 'hear'}"
        back.append({"label": text(of.names), "href": reverse(name, args=[of.code])})
    return [*back, {"label": label, "href": ""}] if label else back
