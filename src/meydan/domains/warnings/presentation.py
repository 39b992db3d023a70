"""Warnings in words, chips and shapes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import current_language, format_moment, format_number, text
from meydan.base.packs.public import current
from meydan.base.ui.public import Banner
from meydan.domains.warnings.content import LANGUAGES
from meydan.domains.warnings.models import PublicWarning, WarningText
from meydan.domains.warnings.queries.current import remembered_in_force, state_at
from meydan.domains.warnings.queries.warnings import places_ticked
from meydan.domains.warnings.telling_words import marked
from meydan.numerics.circles import ring_around

State = PublicWarning.State
GRAVE = ("Extreme", "Severe")
CHIPS = {
    State.DRAFT: "plain", State.APPROVED: "watch", State.PUBLISHED: "bad", State.UPDATED: "stale",
    State.CANCELLED: "stale", State.EXPIRED: "stale",
}  # fmt: skip
CATEGORIES: dict[str, Promise] = {
    "Geo": gettext_lazy("Earth: quake, landslide"),
    "Met": gettext_lazy("Weather, flood"),
    "Safety": gettext_lazy("Public safety"),
    "Security": gettext_lazy("Security"),
    "Rescue": gettext_lazy("Rescue"),
    "Fire": gettext_lazy("Fire"),
    "Health": gettext_lazy("Health"),
    "Env": gettext_lazy("Environment, air"),
    "Transport": gettext_lazy("Roads and transport"),
    "Infra": gettext_lazy("Water, power, networks"),
    "CBRNE": gettext_lazy("Dangerous substances"),
    "Other": gettext_lazy("Something else"),
}
URGENCIES: dict[str, Promise] = {
    "Immediate": gettext_lazy("Act now"),
    "Expected": gettext_lazy("Act within the hour"),
    "Future": gettext_lazy("Act soon"),
    "Past": gettext_lazy("No longer"),
    "Unknown": gettext_lazy("Not known"),
}
SEVERITIES: dict[str, Promise] = {
    "Extreme": gettext_lazy("Extraordinary danger"),
    "Severe": gettext_lazy("Great danger"),
    "Moderate": gettext_lazy("Possible danger"),
    "Minor": gettext_lazy("Little danger"),
    "Unknown": gettext_lazy("Not known"),
}
CERTAINTIES: dict[str, Promise] = {
    "Observed": gettext_lazy("Has happened or is happening"),
    "Likely": gettext_lazy("Likely"),
    "Possible": gettext_lazy("Possible"),
    "Unlikely": gettext_lazy("Hardly likely"),
    "Unknown": gettext_lazy("Not known"),
}
RESPONSES: dict[str, Promise] = {
    "Shelter": gettext_lazy("Stay inside"),
    "Evacuate": gettext_lazy("Leave the area"),
    "Prepare": gettext_lazy("Get ready"),
    "Execute": gettext_lazy("Do what was planned"),
    "Avoid": gettext_lazy("Keep away"),
    "Monitor": gettext_lazy("Listen for news"),
    "Assess": gettext_lazy("Look at it yourself"),
    "AllClear": gettext_lazy("The danger is over"),
    "None": gettext_lazy("Nothing to do"),
}


@dataclass(frozen=True)
class Face:
    """A warning as one line or one page shows it, in the reader's language."""

    warning: PublicWarning
    words: WarningText
    mark: str
    state: str
    state_word: str
    chip: str
    is_grave: bool
    is_over: bool

    @property
    def title(self) -> str:
        """The headline with what marks an exercise."""
        return f"{self.mark}{self.words.headline or self.words.event or _('Without a headline')}"

    @property
    def area(self) -> str:
        """Where it holds, in the reader's language."""
        return text(self.warning.area_names)

    @property
    def severity(self) -> str:
        """How grave it is, in words."""
        return str(SEVERITIES.get(self.warning.severity, ""))


def face(warning: PublicWarning, now: datetime) -> Face:
    """How a warning looks now."""
    words = words_for(warning, current_language())
    state = state_at(warning, now)
    cancels = warning.msg_type == PublicWarning.MessageType.CANCEL
    word = _("All clear") if cancels and state == State.PUBLISHED else str(State(state).label)
    return Face(
        warning=warning,
        words=words,
        mark=marked(warning, words.language),
        state=state,
        state_word=word,
        chip="good" if cancels and state == State.PUBLISHED else CHIPS[State(state)],
        is_grave=warning.severity in GRAVE,
        is_over=state in (State.UPDATED, State.CANCELLED, State.EXPIRED),
    )


def faces(warnings: Iterable[PublicWarning], now: datetime) -> list[Face]:
    """Many at once."""
    return [face(warning, now) for warning in warnings]


def words_for(warning: PublicWarning, language: str) -> WarningText:
    """The words in a language; where there are none, in the city's own, then in any."""
    found = {one.language: one for one in warning.texts.all()}
    for code in (language, current().default_language, *LANGUAGES):
        if code in found and (found[code].headline or code == language):
            return found[code]
    return next(iter(found.values()), WarningText(warning=warning, language=language))


def lines_in_force() -> list[Banner]:
    """What stands above every page."""
    now = timezone.now()
    return [
        Banner(
            word=_word(one),
            text=f"{one.title} · {until(one.warning)}",
            href=reverse("warnings:warning", args=[one.warning.identifier]),
            state="bad" if one.is_grave and not one.mark else "watch",
        )
        for one in faces(remembered_in_force(now), now)
    ]


def _word(one: Face) -> str:
    """What it is about; what is drawn for show says so above every page too."""
    event = one.words.event or _("Warning")
    return _("%(event)s (sample)") % {"event": event} if one.warning.is_sample else event


def until(warning: PublicWarning) -> str:
    """Until when it holds."""
    if warning.expires_at is None:
        return _("without an end")
    return _("until %(moment)s") % {"moment": format_moment(warning.expires_at, "day")}


def map_items(warning: PublicWarning, title: str, *, is_over: bool = False) -> list[dict[str, Any]]:
    """The shapes of a warning for the map: polygons as outlines, circles as points with their reach."""
    state = "stale" if is_over else "bad" if warning.severity in GRAVE else "watch"
    items: list[dict[str, Any]] = []
    shape = warning.shape()
    if shape is not None:
        middle = shapely.point_on_surface(shape)
        rings = [list(part.exterior.coords) for part in shapely.get_parts(shape)]
        items.append({"lon": middle.x, "lat": middle.y, "title": title, "state": state, "area": rings})
    for lat, lon, km in warning.circles:
        items.append(
            {
                "lon": lon,
                "lat": lat,
                "title": title,
                "state": state,
                "area": [ring_around(lon, lat, 1000 * km).tolist()],
            }
        )
    return items


def places_named(warning: PublicWarning) -> list[dict[str, str]]:
    """The areas as a list: each place that was ticked by its name, and circles by their reach."""
    named = [{"title": text(place.names), "href": ""} for place in places_ticked(warning)]
    for lat, lon, km in warning.circles:
        given = {"km": format_number(km), "lat": format_number(lat, 4), "lon": format_number(lon, 4)}
        title = _("%(km)s km around latitude %(lat)s, longitude %(lon)s") % given
        named.append({"title": title, "href": ""})
    return named


def crumbs(label: str, *, desk: bool = False) -> list[dict[str, str]]:
    """The way back to the list."""
    first = reverse("warnings:desk") if desk else reverse("warnings:front")
    return [{"label": _("Warnings"), "href": first}, {"label": label, "href": ""}]
