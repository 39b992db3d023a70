"""Influence against interest: who is where, drawn as numbered dots on five by five fields."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from html import escape

SIDE, EDGE, STEP = 420.0, 34.0, 5


def grid_svg(
    points: Sequence[tuple[str, int, int]], *, title: str, about: str, across: str, up: str, rtl: bool
) -> str:
    """
    Draw numbered dots.

    :param points: (number as it is written, interest 1-5, influence 1-5)
    :param across: name of the horizontal axis (interest), :param up: of the vertical one (influence)
    """
    field = (SIDE - EDGE) / STEP
    left = 0.0 if rtl else EDGE
    lines = [
        f'<rect x="{left:g}" y="0" width="{SIDE - EDGE:g}" height="{SIDE - EDGE:g}" class="band-plain"/>'
    ]
    for at in range(STEP + 1):
        reach = at * field
        lines.append(
            f'<line x1="{left + reach:g}" y1="0" x2="{left + reach:g}" y2="{SIDE - EDGE:g}" class="grid"/>'
        )
        lines.append(
            f'<line x1="{left:g}" y1="{reach:g}" x2="{left + SIDE - EDGE:g}" y2="{reach:g}" class="grid"/>'
        )
    for x, y, number in _placed(points, field):
        across_x = left + (SIDE - EDGE - x if rtl else x)
        lines.append(f'<circle cx="{across_x:.1f}" cy="{SIDE - EDGE - y:.1f}" r="4" class="dot"/>')
        lines.append(
            f'<text x="{across_x:.1f}" y="{SIDE - EDGE - y - 7:.1f}" text-anchor="middle" direction="ltr" '
            f'class="name-word">{escape(number)}</text>'
        )
    middle = (SIDE - EDGE) / 2
    side = SIDE - 12 if rtl else 14.0
    turn = 90 if rtl else -90
    direction = "rtl" if rtl else "ltr"
    lines.append(
        f'<text x="{left + middle:g}" y="{SIDE - 8:g}" text-anchor="middle" direction="{direction}">'
        f"{escape(across)}</text>"
    )
    lines.append(
        f'<text x="{side:g}" y="{middle:g}" text-anchor="middle" direction="{direction}" '
        f'transform="rotate({turn} {side:g} {middle:g})">{escape(up)}</text>'
    )
    return (
        f'<svg viewBox="0 0 {SIDE:g} {SIDE:g}" role="img"><title>{escape(title)}</title>'
        f"<desc>{escape(about)}</desc>{''.join(lines)}</svg>"
    )


def _placed(points: Sequence[tuple[str, int, int]], field: float) -> list[tuple[float, float, str]]:
    """Spread the dots of one field over it, so that none hides another."""
    of_field: dict[tuple[int, int], list[str]] = defaultdict(list)
    for number, interest, influence in points:
        of_field[interest, influence].append(number)
    placed = []
    for (interest, influence), numbers in of_field.items():
        columns = math.ceil(math.sqrt(len(numbers)))
        for index, number in enumerate(numbers):
            row, column = divmod(index, columns)
            x = (interest - 1 + (column + 0.5) / columns) * field
            y = (influence - 1 + (row + 0.4) / columns) * field
            placed.append((x, y, number))
    return placed
