"""Word-sized charts, and small ones that share one scale."""

from __future__ import annotations

from collections.abc import Sequence

from meydan.base.ui.engine import shapes
from meydan.base.ui.engine.scales import Scale, bounds

WIDTH, HEIGHT, MARGIN = 96.0, 28.0, 4.0


def sparkline(
    values: Sequence[float | None], label: str, *, shared: tuple[float, float] | None = None
) -> str:
    """
    A line the size of a word with a dot at its last value; nothing at all when no value is there.

    :param label: what it shows, for those who hear the page
    :param shared: the least and greatest value of several lines that are to be compared
    """
    limits = shared or bounds(values)
    if limits is None:
        return ""
    x = Scale(0, max(len(values) - 1, 1), MARGIN, WIDTH - MARGIN)
    y = Scale(limits[0], limits[1], HEIGHT - MARGIN, MARGIN)
    found = shapes.runs([(x(i), None if v is None else y(v)) for i, v in enumerate(values)])
    parts = [shapes.path(shapes.thinned(run), "line") for run in found if len(run) > 1]
    if found:
        parts.append(shapes.dot(*found[-1][-1], 2.5, "dot"))
    return shapes.frame(WIDTH, HEIGHT, "".join(parts), title=label, kind="spark")


def common_bounds(several: Sequence[Sequence[float | None]]) -> tuple[float, float] | None:
    """One scale for small multiples: without it the eye compares what cannot be compared."""
    return bounds(value for values in several for value in values)
