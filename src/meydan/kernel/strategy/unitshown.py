"""What is due, in words and as files and days of a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from meydan.base.locale.public import text
from meydan.kernel.strategy.queries.portfolio import ACTION, EFFECT, FIGURE, STEP, Due

KIND_WORDS: dict[str, str | Promise] = {
    ACTION: gettext_lazy("An action ends"),
    STEP: gettext_lazy("A step ends"),
    FIGURE: gettext_lazy("A figure is to be typed in"),
    EFFECT: gettext_lazy("The effect of a decision is looked at"),
}
SPANS: dict[str, tuple[int, str | Promise]] = {
    "7": (7, pgettext_lazy("span of days", "This week")),
    "31": (31, pgettext_lazy("span of days", "This month")),
    "92": (92, pgettext_lazy("span of days", "Three months")),
}
HEAD = ("on", "kind", "name", "unit", "late", "url")


@dataclass(frozen=True)
class DueFace:
    """Something due in one row."""

    due: Due
    word: str
    href: str
    is_late: bool


def due_face(due: Due, today: date) -> DueFace:
    """Something due as one row, with the page on which it is done."""
    return DueFace(due, str(KIND_WORDS[due.kind]), _page(due), due.is_late(today))


def _page(due: Due) -> str:
    if due.kind == FIGURE:
        return reverse("strategy:figure", args=[due.about.code])
    if due.kind == EFFECT:
        return reverse("strategy:decision", args=[due.about.decision.code])
    action = due.about.action if due.kind == STEP else due.about
    return reverse("strategy:action", args=[action.code])


def records(faces: Sequence[DueFace]) -> list[dict[str, Any]]:
    """The rows as a file holds them: days as ISO text, names in the reader's language."""
    return [
        {
            "on": one.due.on.isoformat(),
            "kind": one.due.kind,
            "name": text(one.due.names),
            "unit": one.due.unit.code if one.due.unit else "",
            "late": int(one.is_late),
            "url": settings.MEYDAN_HOME.address + one.href,
        }
        for one in faces
    ]


def calendar(faces: Sequence[DueFace], now: datetime) -> HttpResponse:
    """The days as a calendar (RFC 5545), one whole day each, known again by its address."""
    from icalendar import Calendar, Event

    book = Calendar()
    book.add("prodid", "-//Meydan//Unit desk//EN")
    book.add("version", "2.0")
    for one in faces:
        entry = Event()
        entry.add("uid", f"{one.due.kind}-{one.due.about.pk}@{settings.MEYDAN_HOME.key}")
        entry.add("dtstamp", now)
        entry.add("dtstart", one.due.on)
        entry.add("dtend", one.due.on + timedelta(days=1))
        entry.add("summary", f"{one.word}: {text(one.due.names)}")
        entry.add("url", settings.MEYDAN_HOME.address + one.href)
        book.add_component(entry)
    answer = HttpResponse(book.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="unit-desk.ics"'
    return answer
