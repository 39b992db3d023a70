"""Newest values with their age and state, as several kinds of panels show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from meydan.base.locale.public import direction, format_age, format_number, text
from meydan.kernel.observations.public import Datastream, Latest
from meydan.site.dashboards.registry import Cell, NothingToShow, Sheet
from meydan.site.dashboards.scope import Scope

SEVERITY_STATES = {"info": "watch", "watch": "watch", "bad": "bad"}
# The worst speaks for a station; what is old or unjudged does not hide what is bad.
GRAVITY = ("plain", "good", "stale", "watch", "bad")
LTR_ISOLATE, RTL_ISOLATE, ANY_ISOLATE, END_ISOLATE = "\u2066", "\u2067", "\u2068", "\u2069"
HEADS = ("station", "property", "unit", "time", "value", "state")


@dataclass(frozen=True)
class Reading:
    """The newest value of a datastream, and what to think of it."""

    stream: Datastream
    latest: Latest | None
    state: str  # good | watch | bad | stale | plain
    word: str
    age: str

    @property
    def station(self) -> str:
        """The name of the thing that measures."""
        return text(self.stream.thing.names) or self.stream.thing.key

    @property
    def name(self) -> str:
        """What is measured."""
        return text(self.stream.observed_property.names) or self.stream.observed_property.code

    @property
    def value(self) -> float | None:
        """The value; None when there is none."""
        return self.latest.value if self.latest else None

    @property
    def decimals(self) -> int:
        """How many decimals are worth reading."""
        return decimals_for(self.value)

    @property
    def figure(self) -> str:
        """The value with its unit, in words."""
        if self.value is None:
            return "—"
        return quantity(self.value, self.stream.unit)

    @property
    def at(self) -> datetime | None:
        """When it was measured."""
        return self.latest.at if self.latest else None


def decimals_for(value: float | None) -> int:
    """Two decimals below one, one below a hundred; more is noise of the sensor."""
    if value is None or abs(value) >= 100:
        return 0
    return 1 if abs(value) >= 1 or value == 0 else 2


def quantity(value: float, unit: str) -> str:
    """A number with its unit as plain words, set apart so that neither turns what stands around it."""
    number = format_number(value, decimals_for(value))
    begin = RTL_ISOLATE if direction() == "rtl" else LTR_ISOLATE
    words = f"{number}\N{NO-BREAK SPACE}{LTR_ISOLATE}{unit}{END_ISOLATE}" if unit else number
    return f"{begin}{words}{END_ISOLATE}"


def set_apart(words: str) -> str:
    """A name in its own direction inside a line: "PM10" turns no Persian number that follows it."""
    return f"{ANY_ISOLATE}{words}{END_ISOLATE}"


def readings(streams: Sequence[Datastream], scope: Scope) -> list[Reading]:
    """Newest values of datastreams; one query for them all, two more for a whole page."""
    newest = scope.latest(streams)
    return [_reading(stream, newest.get(stream.pk), scope) for stream in streams]


def _reading(stream: Datastream, newest: Latest | None, scope: Scope) -> Reading:
    if newest is None:
        return Reading(stream, None, "stale", _("No value yet"), "")
    state, word = _judged(stream, newest, scope)
    return Reading(stream, newest, state, word, format_age(newest.at, scope.now))


def _judged(stream: Datastream, newest: Latest, scope: Scope) -> tuple[str, str]:
    standing = newest.state(scope.now)
    if standing == "stale":
        return "stale", _("Old value")
    # Nothing is what a rain gauge or a counter measures most of the time; only a level that never moves is doubted.
    if standing == "flat" and newest.value != 0:
        return "stale", _("Not moving")
    alert = scope.alerts.get(stream.pk)
    if alert is not None:
        return SEVERITY_STATES[alert.rule.severity], text(alert.rule.names)
    if scope.rules.get(stream.observed_property_id):
        return "good", _("Within limits")
    return "plain", ""


def worst(found: Iterable[Reading]) -> Reading:
    """The reading that speaks for a station."""
    return max(found, key=lambda reading: GRAVITY.index(reading.state))


def sheet_of(found: Sequence[Reading]) -> Sheet:
    """Newest values for machines."""
    rows: list[list[Cell]] = [
        [
            one.stream.thing.key, one.stream.observed_property.code, one.stream.unit,
            one.at.isoformat() if one.at else None, one.value, one.state,
        ]
        for one in found
    ]  # fmt: skip
    return Sheet(HEADS, rows)


def measured(streams: Sequence[Datastream]) -> Sequence[Datastream]:
    """
    The same datastreams.

    :raises NothingToShow: when there is none: nothing measures it, or not for everybody's eyes
    """
    if not streams:
        raise NothingToShow(
            _("Nothing here measures this yet. When a station is connected, it appears by itself.")
        )
    return streams


def station_page(stream: Datastream) -> str:
    """The page of a station, for the kinds that have one."""
    if stream.observed_property.kind != "air":
        return ""
    try:
        return reverse("environment:station", args=[stream.thing.key])
    except NoReverseMatch:
        return ""
