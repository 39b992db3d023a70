"""
Lays a workflow out to be drawn: states in rows from the beginning down, steps as numbered lines between them.

A layered drawing: a state stands below the nearest state that leads to it, rows are ordered so that lines
cross little, a line over several rows passes between their boxes, and a step that leads back up goes round the
end side. Sizes and places are in pixels of the drawing.

Source of the method: Sugiyama, Tagawa, Toda, "Methods for visual understanding of hierarchical system
structures" (1981); here with barycentres alone, enough for the dozen states of a workflow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meydan.kernel.cases.engine.workflow import Transition, Workflow

BOX_W, BOX_H = 168, 52
GAP_X, GAP_Y = 28, 76
LANE = 18  # between two lines that go round the end side
PASS_W = 20  # the room a line takes that passes through a row
SWEEPS = 8


@dataclass(frozen=True)
class Box:
    """A state: its corner nearest the start of reading, and its size."""

    code: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A step from one state: the way it takes, where its number stands, and whether it leads back up."""

    transition: str
    source: str
    points: tuple[tuple[float, float], ...]
    mark: tuple[float, float]
    is_back: bool


@dataclass(frozen=True)
class Diagram:
    """A drawing: its size, boxes by state, and lines in the order the steps are written."""

    width: float
    height: float
    boxes: Mapping[str, Box]
    lines: tuple[Line, ...]


def draw(walk: Workflow, *, is_mirrored: bool = False) -> Diagram:
    """Lay a workflow out; ``is_mirrored`` for languages that read from right to left."""
    rows = rows_of(walk)
    steps = [(step, source) for step in walk.transitions.values() for source in step.sources]
    order, passes = _ordered(rows, steps)
    places = _places(order)
    inner = max(x + w for x, _y, w in places.values())
    boxes = {code: Box(code, places[code][0], places[code][1], BOX_W, BOX_H) for code in rows}
    lines, lanes = _lines(rows, steps, boxes, places, passes, inner)
    width = inner + (LANE * lanes + GAP_X if lanes else 0)
    height = (max(rows.values()) + 1) * (BOX_H + GAP_Y)
    found = Diagram(width, height, boxes, tuple(lines))
    return _mirrored(found) if is_mirrored else found


def rows_of(walk: Workflow) -> dict[str, int]:
    """Return the row of each state: how many steps it is away from the beginning."""
    rows, edge = {walk.initial: 0}, [walk.initial]
    for state in edge:
        for step in walk.leaving(state):
            if step.target not in rows:
                rows[step.target] = rows[state] + 1
                edge.append(step.target)
    return rows


def _ordered(
    rows: Mapping[str, int], steps: list[tuple[Transition, str]]
) -> tuple[list[list[str]], dict[tuple[str, str], list[str]]]:
    """Return the rows in order, with a name for each place where a long line passes through a row."""
    order: list[list[str]] = [[] for _ in range(max(rows.values()) + 1)]
    for code, row in rows.items():
        order[row].append(code)
    passes: dict[tuple[str, str], list[str]] = {}
    links: list[tuple[str, str]] = []
    for step, source in steps:
        chain = [source]
        for row in range(rows[source] + 1, rows[step.target]):
            name = f"{step.code}/{source}/{row}"
            order[row].append(name)
            chain.append(name)
        passes[step.code, source] = chain[1:]
        if rows[step.target] > rows[source]:
            links += list(zip(chain, [*chain[1:], step.target], strict=True))
    for sweep in range(SWEEPS):
        _settle(order, links, is_down=sweep % 2 == 0)
    return order, passes


def _settle(order: list[list[str]], links: list[tuple[str, str]], *, is_down: bool) -> None:
    """Order each row by the mean place of its neighbours in the row before."""
    for row in range(1, len(order)) if is_down else range(len(order) - 2, -1, -1):
        place = {code: number for number, code in enumerate(order[row - 1 if is_down else row + 1])}

        def mean(code: str, place: Mapping[str, int] = place) -> float:
            near = [a if is_down else b for a, b in links if (b if is_down else a) == code]
            found = [place[one] for one in near if one in place]
            return sum(found) / len(found) if found else len(place) / 2

        order[row].sort(key=mean)


def _places(order: list[list[str]]) -> dict[str, tuple[float, float, float]]:
    """Return x, y and width of everything in the rows, each row in the middle."""
    widths = [[PASS_W if "/" in code else BOX_W for code in row] for row in order]
    totals = [sum(row) + GAP_X * (len(row) - 1) for row in widths]
    places: dict[str, tuple[float, float, float]] = {}
    for number, row in enumerate(order):
        x = (max(totals) - totals[number]) / 2
        for code, width in zip(row, widths[number], strict=True):
            places[code] = (x, number * (BOX_H + GAP_Y) + GAP_Y / 2, width)
            x += width + GAP_X
    return places


def _lines(
    rows: Mapping[str, int],
    steps: list[tuple[Transition, str]],
    boxes: Mapping[str, Box],
    places: Mapping[str, tuple[float, float, float]],
    passes: Mapping[tuple[str, str], list[str]],
    inner: float,
) -> tuple[list[Line], int]:
    out, into = _ports(steps, boxes, by_source=True), _ports(steps, boxes, by_source=False)
    lines, lanes = [], 0
    for number, (step, source) in enumerate(steps):
        start = (out[number], boxes[source].y + BOX_H)
        end = (into[number], boxes[step.target].y)
        is_back = rows[step.target] <= rows[source]
        if is_back:
            lanes += 1
            points = _round(start, end, inner + GAP_X / 2 + LANE * lanes, number)
        else:
            through = [(x + w / 2, y) for x, y, w in (places[name] for name in passes[step.code, source])]
            points = [start, *[point for x, y in through for point in ((x, y), (x, y + BOX_H))], end]
        lines.append(Line(step.code, source, tuple(points), (start[0], start[1] + 13), is_back))
    return lines, lanes


def _round(
    start: tuple[float, float], end: tuple[float, float], lane: float, number: int
) -> list[tuple[float, float]]:
    """Go out below the row, up in a lane of its own at the end side, and in above the row."""
    below, above = start[1] + 28 + number % 4 * 5, end[1] - 10 - number % 4 * 5
    return [start, (start[0], below), (lane, below), (lane, above), (end[0], above), end]


def _ports(
    steps: list[tuple[Transition, str]], boxes: Mapping[str, Box], *, by_source: bool
) -> dict[int, float]:
    """Return where on the edge of its box each line begins or ends, spread in the order of its other end."""
    ports: dict[int, float] = {}
    for code, box in boxes.items():
        here = [
            (boxes[step.target if by_source else source].x, number)
            for number, (step, source) in enumerate(steps)
            if (source if by_source else step.target) == code
        ]
        for place, (_other, number) in enumerate(sorted(here), start=1):
            ports[number] = box.x + BOX_W * place / (len(here) + 1)
    return ports


def _mirrored(found: Diagram) -> Diagram:
    """Turn a drawing so that it begins at the right."""

    def turn(point: tuple[float, float]) -> tuple[float, float]:
        return found.width - point[0], point[1]

    boxes = {
        code: Box(code, found.width - box.x - box.width, box.y, box.width, box.height)
        for code, box in found.boxes.items()
    }
    lines = tuple(
        Line(one.transition, one.source, tuple(map(turn, one.points)), turn(one.mark), one.is_back)
        for one in found.lines
    )
    return Diagram(found.width, found.height, boxes, lines)
