"""Bars and columns: lengths side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meydan.base.ui.engine import shapes
from meydan.base.ui.engine.charts import NARROW, WIDE, Chart, NothingToDraw, Style, Tick, feet, grid, plane
from meydan.base.ui.engine.scales import Scale, decimals_of, nice_ticks
from meydan.base.ui.engine.shapes import Side

ROW_PX = 46.0


@dataclass(frozen=True)
class Bar:
    """A named length; ``words`` replaces the plain number, ``state`` colours it and is said in words."""

    label: str
    value: float | None
    words: str = ""
    state: str = ""


def bars(
    *,
    title: str,
    sentence: str,
    rows: Sequence[Bar],
    style: Style,
    decimals: int = 0,
    most: float | None = None,
) -> Chart:
    """
    Horizontal bars that grow from where reading begins, each with its name and number above it.

    :param most: the length of a full bar; the greatest value without it
    :raises NothingToDraw: if there is no row with a value
    """
    top = most if most is not None else max((row.value for row in rows if row.value is not None), default=0.0)
    if not any(row.value is not None for row in rows):
        raise NothingToDraw("no row holds a value")
    pictures = [
        _rows(width, rows, style, decimals, top or 1.0, (title, sentence), kind)
        for width, kind in ((WIDE[0], "chart-wide"), (NARROW[0], "chart-narrow"))
    ]
    table = tuple((row.label, _words(row, style, decimals)) for row in rows)
    return Chart(title, sentence, "".join(pictures), ("", style.unit or title), table)


def _words(row: Bar, style: Style, decimals: int) -> str:
    return row.words or ("—" if row.value is None else style.number(row.value, decimals))


def _rows(
    width: float,
    rows: Sequence[Bar],
    style: Style,
    decimals: int,
    top: float,
    words: tuple[str, str],
    kind: str,
) -> str:
    start, end = (width, 0.0) if style.rtl else (0.0, width)
    scale = Scale(0.0, top, start, end)
    name_side: Side = "right" if style.rtl else "left"
    number_side: Side = "left" if style.rtl else "right"
    parts: list[str] = []
    for place, row in enumerate(rows):
        y = place * ROW_PX
        parts.append(shapes.text(start, y + 15, row.label, name_side, "name-word"))
        number = _words(row, style, decimals)
        parts.append(shapes.text(end, y + 15, number, number_side, "value-word"))
        parts.append(shapes.box(start, y + 24, end, y + 34, "band-plain", 5))
        if row.value:
            reach = scale(min(max(row.value, 0.0), top))
            parts.append(shapes.box(start, y + 24, reach, y + 34, f"bar-mark {row.state}".strip(), 5))
    return shapes.frame(width, len(rows) * ROW_PX, "".join(parts), title=words[0], about=words[1], kind=kind)


def columns(
    *, title: str, sentence: str, rows: Sequence[Bar], style: Style, x_head: str = "", decimals: int = 0
) -> Chart:
    """
    Upright columns, one a month or a week, from left to right.

    :raises NothingToDraw: if there is no row with a value
    """
    values = [row.value for row in rows if row.value is not None]
    if not values:
        raise NothingToDraw("no row holds a value")
    ticks = nice_ticks(min(0.0, *values), max(0.0, *values), 4)
    pictures = [
        _upright(size, rows, style, ticks, (title, sentence), kind)
        for size, kind in ((WIDE, "chart-wide"), (NARROW, "chart-narrow"))
    ]
    table = tuple((row.label, _words(row, style, max(decimals, decimals_of(values)))) for row in rows)
    return Chart(title, sentence, "".join(pictures), (x_head, style.unit or title), table)


def _upright(
    size: tuple[float, float],
    rows: Sequence[Bar],
    style: Style,
    ticks: Sequence[float],
    words: tuple[str, str],
    kind: str,
) -> str:
    on = plane(size, ticks, (-0.5, len(rows) - 0.5), style)
    half = min(0.34 * (on.right - on.left) / len(rows), 28.0)
    parts = grid(on, ticks, style)
    for place, row in enumerate(rows):
        if row.value:
            x, mark = on.x(place), f"bar-mark {row.state}".strip()
            parts.append(shapes.box(x - half, on.y(0.0), x + half, on.y(row.value), mark, min(half, 3)))
    parts += feet(on, [Tick(i, row.label) for i, row in enumerate(rows)], marks=False)
    return shapes.frame(*size, "".join(parts), title=words[0], about=words[1], kind=kind)
