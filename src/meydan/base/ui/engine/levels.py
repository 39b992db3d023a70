"""A level against its limits: one calm bar, the grounds of its bands, and each limit with its number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from meydan.base.ui.engine import shapes
from meydan.base.ui.engine.charts import NARROW, WIDE, Band, Chart, Limit, NothingToDraw, Style
from meydan.base.ui.engine.scales import Scale, decimals_of, nice_ticks
from meydan.base.ui.engine.shapes import Side

TRACK = (8.0, 36.0)  # the ground of the bands, from top to bottom, in pixels
BAR = (17.0, 27.0)  # the value within it
FEET = 54.0  # where the numbers stand
HEIGHT = 60.0


def level(
    *,
    title: str,
    sentence: str,
    value: float | None,
    style: Style,
    limits: Sequence[Limit] = (),
    bands: Sequence[Band] = (),
    low: float = 0.0,
    high: float | None = None,
    state: str = "",
    value_name: str = "",
    decimals: int | None = None,
) -> Chart:
    """
    One value as a horizontal bar that grows from where reading begins.

    :param low, high: the ends of the bar; without ``high`` it reaches a round number beyond value and limits
    :param state: good, watch, bad or stale colours the bar; the page says it in a word too
    :param value_name: what the value is called in the table
    :raises NothingToDraw: if there is no value
    """
    if value is None or value != value:
        raise NothingToDraw("no value")
    low, high = _ends(value, low, high, limits)
    pictures = [
        _picture(width, (low, high), value, style, limits, bands, state, (title, sentence), kind)
        for width, kind in ((WIDE[0], "chart-wide"), (NARROW[0], "chart-narrow"))
    ]
    unit = f" ({style.unit})" if style.unit else ""
    shown = decimals if decimals is not None else decimals_of([round(value, 2)])
    rows = [(value_name, style.number(value, shown))]
    rows += [(one.label, style.number(one.value, decimals_of([one.value]))) for one in limits]
    return Chart(title, sentence, "".join(pictures), ("", f"{title}{unit}"), tuple(rows))


def _ends(value: float, low: float, high: float | None, limits: Sequence[Limit]) -> tuple[float, float]:
    low = min(low, value, *(one.value for one in limits)) if limits else min(low, value)
    if high is None:
        # A quarter of room beyond the furthest mark, so that "near the limit" is seen as near.
        furthest = max(value, low, *(one.value for one in limits)) if limits else max(value, low)
        high = nice_ticks(low, furthest + 0.25 * ((furthest - low) or 1.0), 4)[-1]
    return low, max(high, value)


def _picture(
    width: float,
    ends: tuple[float, float],
    value: float,
    style: Style,
    limits: Sequence[Limit],
    bands: Sequence[Band],
    state: str,
    words: tuple[str, str],
    kind: str,
) -> str:
    start, end = (width, 0.0) if style.rtl else (0.0, width)
    x = Scale(ends[0], ends[1], start, end)
    parts = [shapes.box(0, TRACK[0], width, TRACK[1], "band-plain", 6)]
    for band in bands:
        left, right = max(band.low, ends[0]), min(band.high, ends[1])
        if left < right:
            parts.append(shapes.box(x(left), TRACK[0], x(right), TRACK[1], f"band-{band.state}", 3))
    parts.append(shapes.box(start, BAR[0], x(value), BAR[1], f"level-mark {state}".strip(), 4))
    parts += [
        shapes.line(x(one.value), TRACK[0] - 5, x(one.value), TRACK[1] + 4, "level-limit") for one in limits
    ]
    parts += _feet(x, ends, limits, style)
    return shapes.frame(width, HEIGHT, "".join(parts), title=words[0], about=words[1], kind=kind)


def _feet(x: Scale, ends: tuple[float, float], limits: Sequence[Limit], style: Style) -> list[str]:
    """The ends and the limits in figures; an end gives way to a limit that would touch it."""
    near: Side = "right" if style.rtl else "left"
    far: Side = "left" if style.rtl else "right"
    marks: list[tuple[float, str, Side]] = [
        (x(one.value), style.number(one.value, decimals_of([one.value])), "middle") for one in limits
    ]
    corners: list[tuple[float, str, Side]] = [
        (x(ends[0]), style.number(ends[0], decimals_of([round(ends[0], 2)])), near),
        (x(ends[1]), style.number(ends[1], decimals_of([round(ends[1], 2)])), far),
    ]
    marks = _apart(marks)
    free = [c for c in corners if all(abs(c[0] - m[0]) > 1.5 * shapes.width_of(m[1]) + 12 for m in marks)]
    return [shapes.text(at, FEET, words, side) for at, words, side in [*free, *marks]]


def _apart(marks: list[tuple[float, str, Side]]) -> list[tuple[float, str, Side]]:
    """Those of the limits' numbers that do not run into one another; the table has them all."""
    ordered = sorted(marks, key=lambda mark: mark[0])
    close = [b for a, b in pairwise(ordered) if b[0] - a[0] < shapes.width_of(b[1]) + 8]
    return [mark for mark in ordered if mark not in close]
