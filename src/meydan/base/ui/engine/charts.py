"""Charts over an axis: lines and columns, drawn as SVG in two widths, with their table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from meydan.base.ui.engine import shapes
from meydan.base.ui.engine.scales import Scale, bounds, decimals_of, nice_ticks
from meydan.base.ui.engine.shapes import Side

Number = Callable[[float, int], str]  # a value and its decimals, as the reader writes them

WIDE, NARROW = (580.0, 250.0), (300.0, 220.0)
BROAD = (1000.0, 300.0)  # for a chart that has a page's whole width
ROOM_ABOVE, ROOM_BELOW, ROOM_BEYOND = 22.0, 26.0, 12.0
MOST_TABLE_ROWS = 400  # a longer table is thinned for reading; the data page has all of it


@dataclass(frozen=True)
class Tick:
    """A mark on the horizontal axis: where, and what it is called."""

    at: float
    label: str


@dataclass(frozen=True)
class Line:
    """
    A named run of (x, value); None or NaN is a gap. ``x`` rises.

    :param is_past: a line to compare with, such as the year before: grey and dashed, never the first thing seen
    """

    name: str
    points: Sequence[tuple[float, float | None]]
    is_past: bool = False


@dataclass(frozen=True)
class Limit:
    """A level that must not be passed, with its word."""

    value: float
    label: str


@dataclass(frozen=True)
class Band:
    """A ground between two levels; state is good, watch, bad or plain."""

    low: float
    high: float
    label: str
    state: str = "plain"


@dataclass(frozen=True)
class Chart:
    """A picture, the sentence that says what it shows, and the same as a table."""

    title: str
    sentence: str
    svg: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    keys: str = ""


@dataclass(frozen=True)
class Style:
    """How the reader reads: formatter of numbers, side of the axis, unit."""

    number: Number
    rtl: bool = False
    unit: str = ""


def line_chart(
    *,
    title: str,
    sentence: str,
    lines: Sequence[Line],
    x_ticks: Sequence[Tick],
    style: Style,
    limits: Sequence[Limit] = (),
    bands: Sequence[Band] = (),
    from_zero: bool = False,
    x_head: str = "",
    x_label: Callable[[float], str] | None = None,
    is_broad: bool = False,
) -> Chart:
    """
    Lines over a horizontal axis (time runs from left to right in every language, as clocks and scores do).

    :param is_broad: brings a third picture for a page's whole width; the page's own rules say when it is shown
    :param x_ticks: round days or months of the reader's calendar, worked out by the caller
    :param x_label: names an x in the table; without it the table is left out
    :raises NothingToDraw: if no line holds a value
    """
    ticks = _levels(lines, limits, from_zero)
    sizes = [(WIDE, "chart-wide"), (NARROW, "chart-narrow"), *([(BROAD, "chart-broad")] if is_broad else [])]
    pictures = [
        _picture(size, ticks, lines, x_ticks, style, limits, bands, (title, sentence), kind)
        for size, kind in sizes
    ]
    heads, rows = _table(lines, style, x_head, x_label, decimals_of(ticks))
    return Chart(title, sentence, "".join(pictures), heads, rows, _keys(lines))


class NothingToDraw(ValueError):
    """No value to show: the page says so in words in place of an empty chart."""


def _levels(lines: Sequence[Line], limits: Sequence[Limit], from_zero: bool) -> list[float]:
    found = bounds(y for one in lines for _, y in one.points)
    if found is None:
        raise NothingToDraw("no line holds a value")
    low, high = found
    if from_zero:
        # A week without rain is a line along the foot, not one in the middle of nowhere.
        low, high = min(0.0, low), max(0.0, high)
        high = 1.0 if low == high else high
    for limit in limits:
        low, high = min(low, limit.value), max(high, limit.value)
    return nice_ticks(low, high, 4)


@dataclass(frozen=True)
class Plane:
    """Where values fall on the paper."""

    x: Scale
    y: Scale
    left: float
    right: float
    top: float
    bottom: float
    rtl: bool


def plane(
    size: tuple[float, float],
    ticks: Sequence[float],
    xs: tuple[float, float],
    style: Style,
    *,
    inset: float = 0,
) -> Plane:
    """Lay the axes out: numbers stand where reading begins, on the right for a right-to-left reader."""
    width, height = size
    decimals = decimals_of(ticks)
    words = max(shapes.width_of(style.number(tick, decimals)) for tick in ticks) + 10
    left = ROOM_BEYOND if style.rtl else words
    right = width - (words if style.rtl else ROOM_BEYOND)
    bottom = height - ROOM_BELOW
    x = Scale(xs[0], xs[1], left + inset, right - inset)
    y = Scale(ticks[0], ticks[-1], bottom, ROOM_ABOVE)
    return Plane(x, y, left, right, ROOM_ABOVE, bottom, style.rtl)


def grid(on: Plane, ticks: Sequence[float], style: Style) -> list[str]:
    """The level lines with their numbers, and the unit above them."""
    decimals = decimals_of(ticks)
    x = on.right + 8 if on.rtl else on.left - 8
    side: Side = "left" if on.rtl else "right"
    parts = []
    for tick in ticks:
        y = on.y(tick)
        parts.append(shapes.line(on.left, y, on.right, y, "axis" if tick == ticks[0] else "grid"))
        parts.append(shapes.text(x, y + 4, style.number(tick, decimals), side))
    if style.unit:
        edge = on.right if on.rtl else on.left
        parts.append(shapes.text(edge, 11, style.unit, "right" if on.rtl else "left"))
    return parts


def feet(on: Plane, ticks: Sequence[Tick], *, marks: bool = True) -> list[str]:
    """The names below the axis; those that would touch the one before are left out, their marks stay."""
    parts: list[str] = []
    free_from = float("-inf")
    for tick in sorted(ticks, key=lambda t: on.x(t.at)):
        x = on.x(tick.at)
        if not on.left - 1 <= x <= on.right + 1:
            continue
        if marks:
            parts.append(shapes.line(x, on.bottom, x, on.bottom + 5, "axis"))
        half = shapes.width_of(tick.label) / 2
        # The last name is pushed in rather than cut: what stands beyond the paper is printed over its neighbour.
        middle = min(max(x, half), on.right + (ROOM_BEYOND + 40 if on.rtl else ROOM_BEYOND) - half)
        if middle - half < free_from:
            continue
        parts.append(shapes.text(middle, on.bottom + 20, tick.label, "middle"))
        free_from = middle + half + 8
    return parts


def _picture(
    size: tuple[float, float],
    ticks: Sequence[float],
    lines: Sequence[Line],
    x_ticks: Sequence[Tick],
    style: Style,
    limits: Sequence[Limit],
    bands: Sequence[Band],
    words: tuple[str, str],
    kind: str,
) -> str:
    xs = bounds(x for one in lines for x, _ in one.points) or (0.0, 1.0)
    on = plane(size, ticks, xs, style)
    body = [
        *_grounds(on, bands, ticks),
        *grid(on, ticks, style),
        *feet(on, x_ticks),
        *(part for place, one in _behind_first(lines) for part in _trace(on, one, place)),
        *_limits(on, limits),
    ]
    return shapes.frame(*size, "".join(body), title=words[0], about=words[1], kind=kind)


def _grounds(on: Plane, bands: Sequence[Band], ticks: Sequence[float]) -> list[str]:
    parts: list[str] = []
    for band in bands:
        low, high = max(band.low, ticks[0]), min(band.high, ticks[-1])
        if low >= high:
            continue
        top = on.y(high)
        parts.append(shapes.box(on.left, on.y(low), on.right, top, f"band-{band.state}"))
        if on.y(low) - top > 16:
            parts.append(shapes.text(on.right - 6, top + 15, band.label, "right", "name-word"))
    return parts


def _trace(on: Plane, one: Line, place: int) -> list[str]:
    extra = _manner(one, place)
    parts: list[str] = []
    for run in shapes.runs([(on.x(x), None if y is None else on.y(y)) for x, y in one.points]):
        if len(run) == 1:
            parts.append(shapes.dot(*run[0], 3, f"dot{extra}"))
        else:
            parts.append(shapes.path(shapes.thinned(run), f"line{extra}"))
    return parts


def _behind_first(lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """The lines with their places, those of the past first, so that they lie beneath."""
    return sorted(enumerate(lines), key=lambda found: not found[1].is_past)


def _manner(one: Line, place: int) -> str:
    """The classes by which a line is told from its neighbours, by its dashes as well as by its colour."""
    if one.is_past:
        return " past"
    return f" mark-{place % 4} dash-{place % 4}" if place else ""


def _limits(on: Plane, limits: Sequence[Limit]) -> list[str]:
    parts: list[str] = []
    for limit in limits:
        y = on.y(limit.value)
        parts.append(shapes.line(on.left, y, on.right, y, "limit"))
        # At the oldest end in every language: the newest values are what people came for.
        parts.append(shapes.text(on.left + 4, y - 5, limit.label, "left", "limit-word"))
    return parts


def _keys(lines: Sequence[Line]) -> str:
    if len(lines) < 2:
        return ""
    keys = "".join(
        '<span><svg viewBox="0 0 28 10" aria-hidden="true">'
        + shapes.line(0, 5, 28, 5, "line" + _manner(one, i))
        + f"</svg>{escape(one.name)}</span>"
        for i, one in enumerate(lines)
    )
    return f'<div class="chart-keys">{keys}</div>'


def _table(
    lines: Sequence[Line],
    style: Style,
    x_head: str,
    x_label: Callable[[float], str] | None,
    decimals: int,
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if x_label is None:
        return (), ()
    columns = [dict(one.points) for one in lines]
    xs = sorted({x for column in columns for x in column})
    stride = -(-len(xs) // MOST_TABLE_ROWS)
    unit = f" ({style.unit})" if style.unit else ""
    rows = tuple(
        (x_label(x), *(_cell(column.get(x), style, decimals + 1) for column in columns)) for x in xs[::stride]
    )
    return (x_head, *(f"{one.name}{unit}" for one in lines)), rows


def _cell(value: float | None, style: Style, decimals: int) -> str:
    return "—" if value is None or value != value else style.number(value, decimals)
