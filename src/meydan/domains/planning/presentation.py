"""How a plan on display and its objections are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from django.urls import reverse
from django.utils.translation import gettext as _

from meydan.base.locale.public import format_day, text
from meydan.domains.planning.models import Display, Objection
from meydan.domains.planning.rules import parcel_words

CHIPS = {"accept": "good", "accept_part": "watch", "reject": "plain", "": "stale"}


@dataclass(frozen=True)
class Line:
    """One objection as it is published."""

    objection: Objection
    number: int
    parcel: str
    summary: str
    reasons: str
    word: str
    chip: str


def title(display: Display) -> str:
    """What the plan is called."""
    return display.case.title


def until_words(display: Display, now: datetime) -> str:
    """Say until when, or since when not any more."""
    day = format_day(display.until_at, "long")
    if display.is_open_at(now):
        return _("Objections until %(day)s") % {"day": day}
    return _("Objections closed on %(day)s") % {"day": day}


def line(objection: Objection) -> Line:
    """Show one objection: what is not decided shows its parcel and that it waits, nothing else."""
    withdrawn = objection.case.is_closed and not objection.answer
    word = _("Withdrawn") if withdrawn else objection.get_answer_display()
    return Line(
        objection, objection.number, parcel_words(objection.parcel), objection.summary, objection.reasons,
        str(word), CHIPS[objection.answer],
    )  # fmt: skip


def map_items(display: Display, objections: list[Objection]) -> list[dict[str, Any]]:
    """The plan's area and a point an objection."""
    items: list[dict[str, Any]] = []
    shape = display.shape
    if shape is not None:
        middle = shapely.point_on_surface(shape)
        rings = [list(part.exterior.coords) for part in shapely.get_parts(shape)]
        items.append(
            {"lon": middle.x, "lat": middle.y, "title": title(display), "state": "watch", "area": rings}
        )
    items += [
        {
            "lon": one.case.lon, "lat": one.case.lat, "state": CHIPS[one.answer],
            "title": f"{one.number}: {parcel_words(one.parcel)}",
        }
        for one in objections
        if one.case.lon is not None
    ]  # fmt: skip
    return items


def text_of(display: Display) -> str:
    """What changes, in the reader's language."""
    return text(display.texts)


def crumbs(label: str = "", *, desk: bool = False) -> list[dict[str, str]]:
    """The way back to the list, and the page itself when it has a name."""
    first = {"label": _("Plans on display"), "href": reverse("planning:desk" if desk else "planning:front")}
    return [first, {"label": label, "href": ""}] if label else [first]


def plan_crumb(display: Display, name: str) -> dict[str, str]:
    """The way back to a plan, on its public page or at the desk."""
    return {"label": title(display), "href": reverse(name, args=[display.case.code])}
