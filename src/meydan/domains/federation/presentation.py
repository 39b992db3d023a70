"""The copies in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from meydan.base.locale.public import format_day, format_number, format_percent, text
from meydan.base.ui.public import sparkline
from meydan.domains.federation.engine.comparing import Claim, why_not
from meydan.domains.federation.models import City, CityAction, CityIndicator, CityLayer
from meydan.domains.federation.queries import Copy, Counts

MAPPED_EACH = 150  # points of a layer on one page; the city's own map has all of them
SHORT_UNITS = {"1": "", "d": gettext_lazy("days"), "h": gettext_lazy("hours")}
LANGUAGE_NAMES = {
    "tr": "Türkçe",
    "fa": "فارسی",
    "en": "English",
    "az": "Azərbaycanca",
    "ku": "Kurdî",
    "ar": "العربية",
}
REASONS = {
    "unit": gettext_lazy("The cities measure it in different units."),
    "scope": gettext_lazy("One figure is of the city, the other of a larger area."),
    "direction": gettext_lazy(
        "The cities do not mean the same by it: for one more is better, for the other less."
    ),
    "value": gettext_lazy("Not every city has a value yet."),
}
SCOPES = {
    "city": gettext_lazy("city"),
    "province": gettext_lazy("province"),
    "nation": gettext_lazy("nation"),
}


@dataclass(frozen=True)
class Figure:
    """One indicator of one city, ready to be shown."""

    code: str
    name: str
    value: str
    unit: str
    scope: str
    day: str
    state: str
    word: str
    spark: SafeString
    href: str
    is_sample: bool
    standard: str


@dataclass(frozen=True)
class Card:
    """A city on the front page."""

    city: City
    name: str
    href: str
    languages: list[str]
    counts: Counts
    figures: list[Figure]
    copy: Copy
    state: str
    word: str

    @property
    def is_sample(self) -> bool:
        """Whether anything on the card was made by a generator."""
        return bool(self.counts.sample) or any(figure.is_sample for figure in self.figures)


@dataclass(frozen=True)
class Comparison:
    """One indicator across cities; ``reason`` says why the figures must not be compared."""

    name: str
    unit: str
    cells: list[tuple[str, Figure | None]]  # the city's name and its figure
    reason: str


@dataclass(frozen=True)
class MappedLayer:
    """A layer of the city's map and those of its points that this page shows."""

    layer: CityLayer
    points: list[dict[str, Any]]
    rest: int


def freshness(copy: Copy) -> tuple[str, str]:
    """The state of a copy and its word."""
    if copy.read_at is None:
        return "stale", _("Waiting for its first word")
    if copy.is_stale:
        return "stale", _("Old copy")
    if copy.faults:
        return "watch", _("Read in part")
    return "good", pgettext("copy of a city", "Up to date")


def figure(row: CityIndicator, city: City) -> Figure:
    """An indicator with its unit, its day and its state in words."""
    number, unit = _quantity(row)
    name = text(row.names)
    run = [value for _day, value in row.run]
    enough = sum(value is not None for value in run) > 1
    return Figure(
        row.code, name, number, unit, str(SCOPES.get(row.scope, row.scope)),
        format_day(row.on, "short") if row.on else "", *_judged(row),
        sparkline(run, _("%(name)s, its recent course") % {"name": name}) if enough else SafeString(""),
        out(city, row.path), row.is_sample, row.standard,
    )  # fmt: skip


def _quantity(row: CityIndicator) -> tuple[str, str]:
    if row.value is None:
        return "", unit_words(row.unit)
    if row.unit == "%":  # each language has its own place for the sign
        return format_percent(row.value, row.decimals), ""
    return format_number(row.value, row.decimals), unit_words(row.unit)


def _judged(row: CityIndicator) -> tuple[str, str]:
    words = {
        "good": _("On target"), "watch": _("Near the target"), "bad": _("Off target"), "stale": _("Old figure"),
    }  # fmt: skip
    return (row.state, words[row.state]) if row.state in words and row.value is not None else ("plain", "")


def unit_words(unit: str) -> str:
    """A unit as people say it; a bare count has none."""
    return str(SHORT_UNITS.get(unit, unit))


def out(city: City, path: str) -> str:
    """A page of the city itself."""
    return f"{city.address}{path}" if path else ""


def language_names(codes: Iterable[str]) -> list[str]:
    """Languages by their own names."""
    return [LANGUAGE_NAMES.get(code, code) for code in codes]


def comparisons(cities: Sequence[City], held: dict[int, list[CityIndicator]]) -> list[Comparison]:
    """Every indicator that two of the cities know, those that may be compared first."""
    by_code: dict[str, dict[int, CityIndicator]] = {}
    for city in cities:
        for row in held.get(city.pk, []):
            by_code.setdefault(row.code, {})[city.pk] = row
    found = [_comparison(cities, rows) for rows in by_code.values() if len(rows) > 1 and _says_anything(rows)]
    return sorted(found, key=lambda one: bool(one.reason))


def _says_anything(rows: dict[int, CityIndicator]) -> bool:
    return any(row.value is not None for row in rows.values())


def _comparison(cities: Sequence[City], rows: dict[int, CityIndicator]) -> Comparison:
    claims = [Claim(row.unit, row.scope, row.direction, row.value is not None) for row in rows.values()]
    reason = why_not(claims)
    first = next(iter(rows.values()))
    cells = [(text(city.names), figure(rows[city.pk], city) if city.pk in rows else None) for city in cities]
    return Comparison(
        text(first.names), unit_words(first.unit), cells, str(REASONS[reason]) if reason else ""
    )


@dataclass(frozen=True)
class Goal:
    """A goal of the city's plan and its actions."""

    name: str
    actions: list[CityAction]

    @property
    def late(self) -> int:
        """How many of its actions are late."""
        return sum(action.days_late > 0 for action in self.actions)


def goals(actions: Sequence[CityAction]) -> list[Goal]:
    """Actions under the names of their goals."""
    groups = (list(group) for _code, group in groupby(actions, key=lambda action: action.goal_code))
    return [Goal(text(rows[0].goal_names), rows) for rows in groups]


def mapped(
    layers: Sequence[CityLayer], points: dict[str, list[tuple[float, float, dict[str, str]]]]
) -> list[MappedLayer]:
    """The layers whose points we hold, with the points as the map wants them."""
    return [
        MappedLayer(layer, [_item(layer, point) for point in points[layer.code][:MAPPED_EACH]],
                    max(0, layer.count - MAPPED_EACH))
        for layer in layers
        if points.get(layer.code)
    ]  # fmt: skip


def _item(layer: CityLayer, point: tuple[float, float, dict[str, str]]) -> dict[str, Any]:
    lon, lat, names = point
    kind = text(layer.names)
    name = text(names) if names else ""
    return {
        "lon": lon,
        "lat": lat,
        "title": name or kind,
        "detail": kind if name else "",
        "layer": layer.code,
    }
