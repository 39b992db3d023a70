"""How a notice is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from django.urls import reverse
from django.utils.translation import gettext as _

from meydan.base.locale.public import format_clock, format_day, text
from meydan.domains.notices.models import Notice
from meydan.domains.notices.queries import known_at
from meydan.kernel.cases.public import Announcement, workflow


@dataclass(frozen=True)
class Face:
    """A notice as a line of a list or the head of its page."""

    notice: Notice
    title: str
    words: str
    hours: str
    state_word: str
    chip: str
    is_now: bool

    @property
    def code(self) -> str:
        """The code of its case."""
        return self.notice.case.code


def face(notice: Notice, now: datetime) -> Face:
    """Show one notice."""
    case = notice.case
    state = workflow(case.service.workflow).state(case.state)
    is_now = not case.is_closed and notice.announced_at is not None and notice.holds_at(now)
    chip = "stale" if case.is_closed else "watch" if is_now else "plain"
    return Face(notice, case.title, text(notice.texts), hours(notice), text(state.public_names), chip, is_now)


def hours(notice: Notice) -> str:
    """Say from when until when, once for the day where both ends share it."""
    starts, ends = notice.starts_at, notice.ends_at
    begins = {"day": format_day(starts, "long"), "clock": format_clock(starts)}
    if ends is None:
        return _("from %(day)s, %(clock)s, until further notice") % begins
    if format_day(ends, "long") == begins["day"]:
        return _("%(day)s, %(clock)s to %(end)s") % {**begins, "end": format_clock(ends)}
    told = {**begins, "end_day": format_day(ends, "long"), "end": format_clock(ends)}
    return _("%(day)s, %(clock)s to %(end_day)s, %(end)s") % told


def map_items(notice: Notice) -> list[dict[str, Any]]:
    """Return the notice's area as outlines for the map; nothing where it has no place."""
    shape = notice.shape
    if shape is None:
        return []
    middle = shapely.point_on_surface(shape)
    rings = [list(part.exterior.coords) for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [{"lon": middle.x, "lat": middle.y, "title": notice.case.title, "state": "watch", "area": rings}]


def crumbs(label: str = "", *, desk: bool = False) -> list[dict[str, str]]:
    """The way back to the list, and the page itself when it has a name."""
    first = {"label": _("Notices"), "href": reverse("notices:desk" if desk else "notices:front")}
    return [first, {"label": label, "href": ""}] if label else [first]


def announced_at(service: str, lon: float | None, lat: float | None, now: datetime) -> list[Announcement]:
    """Say to whoever is about to report what is known at that spot."""
    return [
        Announcement(
            title=one.case.title,
            detail=" · ".join(part for part in (one.place_words, hours(one)) if part),
            href=reverse("notices:notice", args=[one.case.code]),
            spared_href=reverse("notices:spared", args=[one.case.code]),
        )
        for one in known_at(service, lon=lon, lat=lat, now=now)
    ]
