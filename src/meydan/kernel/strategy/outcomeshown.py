"""Outcomes and composite views as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import format_number, format_percent, text
from meydan.base.ui.public import Chart
from meydan.kernel.strategy.drawing import indicator_chart
from meydan.kernel.strategy.engine.composite import Weighed
from meydan.kernel.strategy.engine.trend import trend
from meydan.kernel.strategy.outcomes import Outcome, View
from meydan.kernel.strategy.presentation import IndicatorFace, indicator_face
from meydan.kernel.strategy.queries import Standing
from meydan.kernel.strategy.wording import figure

TRENDS: dict[str, tuple[str, str | Promise]] = {
    "better": ("good", pgettext_lazy("a figure", "Getting better")),
    "worse": ("bad", pgettext_lazy("a figure", "Getting worse")),
    "same": ("plain", pgettext_lazy("a figure", "Hardly moved")),
}


@dataclass(frozen=True)
class Shown:
    """A figure of an outcome: its line, its chart, and whether it got better."""

    face: IndicatorFace
    chart: Chart | None
    trend_state: str
    trend_word: str | Promise


@dataclass(frozen=True)
class Row:
    """A part of a composite view in words."""

    code: str
    name: str
    href: str
    figure: str | SafeString
    scale: str
    why: dict[str, str]
    weight: str
    score: str
    score_value: float
    share: str
    given_share: str
    points: str
    is_missing: bool
    reason: str | Promise


def shown_figures(outcome: Outcome, now: datetime) -> list[Shown]:
    """The figures of an outcome in its order."""
    return [_shown(one, now) for one in outcome.standings]


def _shown(standing: Standing, now: datetime) -> Shown:
    values = [one.value for one in standing.run if one.value is not None]
    found = trend(values, up_is_better=standing.indicator.direction == "up")
    # An old figure tells nothing of where things go now.
    state, word = TRENDS[found] if found and standing.state not in ("stale", "none") else ("plain", "")
    return Shown(indicator_face(standing, now), indicator_chart(standing, standing.run), state, word)


def rows_of(view: View) -> list[Row]:
    """The parts of a view with the arithmetic that anybody can repeat."""
    return [_row(view, one) for one in view.found.parts]


def _row(view: View, one: Weighed) -> Row:
    standing = view.standings.get(one.part.code)
    value = standing.value.value if standing and standing.value else None
    worst, best = (
        format_number(end, 0 if float(end).is_integer() else 1) for end in (one.part.worst, one.part.best)
    )
    return Row(
        code=one.part.code,
        name=text(standing.indicator.names) if standing else one.part.code,
        href=reverse("strategy:indicator", args=[one.part.code]) if standing else "",
        figure=figure(standing.indicator, value) if standing else "—",
        scale=gettext("%(worst)s scores 0, %(best)s scores 100") % {"worst": worst, "best": best},
        why=view.why.get(one.part.code, {}),
        # A plain number, for it stands in a number's box and in the address.
        weight=f"{one.part.weight:g}",
        score="—" if one.score is None else format_number(one.score, 0),
        score_value=one.score or 0.0,
        share=format_percent(100 * one.share, 0),
        given_share=format_percent(100 * one.given_share, 0),
        points="—" if one.score is None else format_number(one.points, 1),
        is_missing=one.score is None,
        reason="" if one.score is not None else _reason(standing),
    )


def _reason(standing: Standing | None) -> str | Promise:
    if standing is None:
        return _("The city does not keep this figure.")
    if standing.value is None or standing.value.value is None:
        return _("No value yet")
    return _("Old value, not judged")


def total_words(view: View) -> str:
    """The whole out of 100; a dash where too little is known."""
    return "—" if view.found.total is None else format_number(view.found.total, 0)


def address_of(view: View, site: str) -> str:
    """The address under which anybody finds the view with these very weights."""
    path = site + reverse("strategy:outcome", args=[view.code])
    if not view.is_changed:
        return path
    return f"{path}?{urlencode({f'w.{code}': f'{weight:g}' for code, weight in view.weights.items()})}"


def summary(view: View) -> dict[str, Any]:
    """A view as one row of the list of views."""
    return {
        "view": view,
        "total": total_words(view),
        "known": format_percent(100 * view.found.known_share, 0),
    }
