"""Charts in the reader's language: the engine's drawings with local digits, the axis where reading begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from meydan.base.locale.public import direction, format_number
from meydan.base.ui.engine import bars as lengths
from meydan.base.ui.engine import charts as drawing
from meydan.base.ui.engine import levels, sparks
from meydan.base.ui.engine.bars import Bar
from meydan.base.ui.engine.charts import Band, Chart, Limit, Line, Style, Tick


def _style(unit: str) -> Style:
    return Style(number=lambda x, decimals: format_number(x, decimals), rtl=direction() == "rtl", unit=unit)


def _safe(chart: Chart) -> Chart:
    # The engine escapes every word it is given, so its drawing may stand in a page as it is.
    return replace(chart, svg=SafeString(chart.svg), keys=SafeString(chart.keys))


def line_chart(
    lines: Sequence[Line],
    *,
    title: str,
    sentence: str,
    x_ticks: Sequence[Tick],
    unit: str = "",
    limits: Sequence[Limit] = (),
    bands: Sequence[Band] = (),
    from_zero: bool = False,
    x_head: str = "",
    x_label: Callable[[float], str] | None = None,
    is_broad: bool = False,
) -> Chart:
    """Lines over time for ``<c-chart>``; see :func:`meydan.base.ui.engine.charts.line_chart`."""
    return _safe(
        drawing.line_chart(
            title=title, sentence=sentence, lines=lines, x_ticks=x_ticks, style=_style(unit), limits=limits,
            bands=bands, from_zero=from_zero, x_head=x_head, x_label=x_label, is_broad=is_broad,
        )
    )  # fmt: skip


def bars(
    rows: Sequence[Bar],
    *,
    title: str,
    sentence: str,
    unit: str = "",
    decimals: int = 0,
    most: float | None = None,
) -> Chart:
    """Horizontal bars for ``<c-chart>``; see :func:`meydan.base.ui.engine.bars.bars`."""
    return _safe(
        lengths.bars(
            title=title, sentence=sentence, rows=rows, style=_style(unit), decimals=decimals, most=most
        )
    )


def columns(
    rows: Sequence[Bar], *, title: str, sentence: str, unit: str = "", x_head: str = "", decimals: int = 0
) -> Chart:
    """Upright columns for ``<c-chart>``; see :func:`meydan.base.ui.engine.bars.columns`."""
    return _safe(
        lengths.columns(
            title=title, sentence=sentence, rows=rows, style=_style(unit), x_head=x_head, decimals=decimals
        )
    )


def level(
    value: float | None,
    *,
    title: str,
    sentence: str,
    unit: str = "",
    limits: Sequence[Limit] = (),
    bands: Sequence[Band] = (),
    low: float = 0.0,
    high: float | None = None,
    state: str = "",
    value_name: str = "",
    decimals: int | None = None,
) -> Chart:
    """A value against its limits for ``<c-chart>``; see :func:`meydan.base.ui.engine.levels.level`."""
    return _safe(
        levels.level(
            title=title, sentence=sentence, value=value, style=_style(unit), limits=limits, bands=bands,
            low=low, high=high, state=state, value_name=value_name, decimals=decimals,
        )
    )  # fmt: skip


def sparkline(
    values: Sequence[float | None], label: str = "", *, shared: tuple[float, float] | None = None
) -> SafeString:
    """A line the size of a word; see :func:`meydan.base.ui.engine.sparks.sparkline`."""
    return SafeString(sparks.sparkline(values, label, shared=shared))


@dataclass(frozen=True)
class Small:
    """One of several small charts on one scale."""

    name: str
    svg: SafeString
    words: str


def small_multiples(series: Sequence[tuple[str, Sequence[float | None], str]]) -> list[Small]:
    """Small charts of (name, values, last value in words) for ``<c-smalls>``, on one common scale."""
    shared = sparks.common_bounds([values for _, values, _ in series])
    return [
        Small(name, sparkline(values, f"{name}: {words}", shared=shared), words)
        for name, values, words in series
    ]
