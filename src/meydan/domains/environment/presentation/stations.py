"""Lists and pages of stations that measure something else than the air."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_age, format_number, text
from meydan.base.ui.public import Chart, small_multiples
from meydan.base.ui.public import Limit as Mark
from meydan.domains.environment.engine.limits import Limit
from meydan.domains.environment.presentation.states import freshness_word, measured
from meydan.domains.environment.presentation.words import (
    FIGURES,
    by_whom,
    decimals_of,
    gauge_word,
    kind_name,
    post_word,
    unit_of,
    value_words,
)
from meydan.domains.environment.queries.gauges import RAIN, Gauge, Post
from meydan.domains.environment.queries.tables import limits_on
from meydan.kernel.observations.public import Series, series_chart, starts_at_zero

SPANS = {
    "3": (gettext_lazy("Three days"), timedelta(days=3)),
    "30": (gettext_lazy("A month"), timedelta(days=30)),
    "365": (gettext_lazy("A year"), timedelta(days=365)),
}
# Fewer than two points make no line worth drawing.
LEAST_POINTS = 2


@dataclass(frozen=True)
class Cell:
    """A value in the list of stations, and why it does not speak where it does not."""

    head: str
    gauge: Gauge | None
    words: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class PostRow:
    """A station in the list."""

    post: Post
    href: str
    word: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class GaugeRow:
    """A property on the page of a station: its value, word, figures and the person or sensor behind it."""

    gauge: Gauge
    href: str
    value: str
    word: str
    figures: Sequence[str]
    source: str
    doubt: str


@dataclass(frozen=True)
class LimitRow:
    """A limit as people read it, with who says so and whether somebody has read it."""

    limit: Limit
    words: str


def post_rows(posts: Sequence[Post]) -> list[PostRow]:
    """Stations with one cell for each property that any of them measures."""
    heads = {
        gauge.code: text(gauge.stream.observed_property.names) for post in posts for gauge in post.gauges
    }
    kind = posts[0].kind if posts else None
    shown = [code for code in (kind.properties if kind else ()) if code in heads][:4]
    return [
        PostRow(
            post, reverse("environment:post", args=[post.kind.code, post.key]), post_word(post),
            [_cell(heads[code], post.by_code.get(code)) for code in shown],
        )
        for post in posts
    ]  # fmt: skip


def _cell(head: str, gauge: Gauge | None) -> Cell:
    return (
        Cell(head, gauge, value_words(gauge), freshness_word(gauge.freshness)) if gauge else Cell(head, None)
    )


def gauge_rows(post: Post, span: str) -> list[GaugeRow]:
    """The properties of a station."""
    return [
        GaugeRow(
            gauge, f"?{urlencode({'property': gauge.code, 'days': span})}", _newest(gauge), gauge_word(gauge),
            _figures(gauge), by_whom(gauge), freshness_word(gauge.freshness),
        )
        for gauge in post.gauges
    ]  # fmt: skip


def _newest(gauge: Gauge) -> str:
    return measured(format_number(gauge.latest.value, decimals_of(gauge.code)), unit_of(gauge))


def _figures(gauge: Gauge) -> list[str]:
    return [
        f"{FIGURES[name]}: {format_number(value, decimals_of(gauge.code))}"
        for name, value in gauge.figures.items()
        if name != "value"
    ]


def points(rows: Sequence[PostRow], now: datetime) -> list[dict[str, Any]]:
    """The stations for the map."""
    return [
        {
            "lon": row.post.lon, "lat": row.post.lat, "title": text(row.post.names),
            "detail": _("%(word)s, %(age)s") % {"word": row.word, "age": format_age(row.post.newest_at, now)},
            "href": row.href, "state": row.post.state,
        }
        for row in rows
        if row.post.lon is not None
    ]  # fmt: skip


def gauge_chart(gauge: Gauge, found: Series, *, by_day: bool) -> Chart | None:
    """One property over time with the limits of its newest value; of rain the sum of each hour or day."""
    if len(found) < LEAST_POINTS:
        return None
    shown = found if gauge.code != RAIN else Series(
        found.at, found.total, found.count, found.total, found.low, found.high
    )  # fmt: skip
    name = text(gauge.stream.observed_property.names)
    decimals = max(1, decimals_of(gauge.code))
    sentence = _("The lowest was %(low)s and the highest %(peak)s %(unit)s.")
    if gauge.code == RAIN:
        sentence = _("Sums of each day; %(total)s %(unit)s in all.") if by_day else _(
            "Sums of each hour; %(total)s %(unit)s in all."
        )  # fmt: skip
    return series_chart(
        [(name, shown)], title=name, unit=unit_of(gauge), limits=_marks(gauge, float(shown.value.max())),
        from_zero=starts_at_zero(gauge.stream.unit, gauge.code),
        sentence=sentence % {
            "low": format_number(float(shown.value.min()), decimals), "unit": unit_of(gauge),
            "peak": format_number(float(shown.value.max()), decimals),
            "total": format_number(float(shown.total.sum()), 0),
        },
    )  # fmt: skip


def _marks(gauge: Gauge, highest: float) -> list[Mark]:
    """The limits of single values, those near enough to be seen with the line."""
    own = [one for one in limits_on(gauge.code) if one.statistic in ("value", "mean_1h")]
    near = [one for one in own if one.comparison == "below" or one.value <= 2.5 * max(highest, 1e-9)]
    return [Mark(one.value, text(one.names)) for one in near][:3]


def smalls(post: Post) -> list[Any]:
    """The last three days of each property, side by side; each on a scale of its own, for units differ."""
    found = []
    for gauge in post.gauges:
        if len(gauge.hours) >= LEAST_POINTS:
            name = text(gauge.stream.observed_property.names)
            found += small_multiples([(name, gauge.hours.value.tolist(), _newest(gauge))])
    return found if len(found) > 1 else []


def limit_rows(code: str, unit: str) -> list[LimitRow]:
    """The limits of a property in words."""
    sentences = {
        "above": _("%(name)s: above %(value)s %(unit)s (%(figure)s)"),
        "below": _("%(name)s: below %(value)s %(unit)s (%(figure)s)"),
    }
    return [
        LimitRow(
            one,
            sentences[one.comparison] % {
                "name": text(one.names), "value": format_number(one.value), "unit": unit,
                "figure": FIGURES[one.statistic],
            },
        )
        for one in limits_on(code)
    ]  # fmt: skip


def tabs(code: str, span: str) -> list[dict[str, Any]]:
    """How far back the chart reaches, as links."""
    return [
        {"label": label, "href": f"?{urlencode({'property': code, 'days': days})}", "active": days == span}
        for days, (label, _long) in SPANS.items()
    ]


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """The way back: environment first."""
    first = {"label": _("Environment"), "href": reverse("environment:city")}
    return [first, *({"label": label, "href": href} for label, href in steps)]


def kind_crumb(kind: str) -> tuple[str, str]:
    """The step of a kind."""
    href = reverse("environment:air") if kind == "air" else reverse("environment:kind", args=[kind])
    return kind_name(kind), href


def year_word() -> str:
    """The name of the page of a year."""
    return _("The year")
