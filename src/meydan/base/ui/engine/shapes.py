"""Pieces of SVG as text: no inline style, every word escaped."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from html import escape
from typing import Literal

Side = Literal["left", "middle", "right"]
Dot = tuple[float, float | None]

CHARACTER_PX = 7.7  # mean width of a letter of Vazirmatn at 14 px, measured over Turkish and Persian text


def has_rtl_letters(words: str) -> bool:
    """Whether a text holds letters that are written from right to left (digits alone do not count)."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words)


def text(x: float, y: float, words: str, side: Side = "left", kind: str = "") -> str:
    """
    A line of text with its left end, middle or right end at x.

    Browsers lay "۲۹ آبان" out in the wrong order unless the direction stands on the text itself, and
    then "start" means the right end; here ``side`` is always meant as seen.
    """
    rtl = has_rtl_letters(words)
    anchor = "middle" if side == "middle" else "start" if (side == "left") != rtl else "end"
    name = f' class="{kind}"' if kind else ""
    direction = "rtl" if rtl else "ltr"
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" direction="{direction}"{name}>'
        f"{escape(words)}</text>"
    )


def width_of(words: str) -> float:
    """About how wide a text is, in pixels."""
    return len(words) * CHARACTER_PX


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" class="{kind}"/>'


def box(x1: float, y1: float, x2: float, y2: float, kind: str, radius: float = 0) -> str:
    """A rectangle between two corners, in any order."""
    rounded = f' rx="{_n(radius)}"' if radius else ""
    return (
        f'<rect x="{_n(min(x1, x2))}" y="{_n(min(y1, y2))}" width="{_n(abs(x2 - x1))}" '
        f'height="{_n(abs(y2 - y1))}"{rounded} class="{kind}"/>'
    )


def dot(x: float, y: float, radius: float, kind: str) -> str:
    """A filled circle."""
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" class="{kind}"/>'


def runs(points: Sequence[Dot]) -> list[list[tuple[float, float]]]:
    """The unbroken stretches of a line: a missing value ends one, for a gap is not a straight line."""
    found: list[list[tuple[float, float]]] = [[]]
    for x, y in points:
        if y is None or not math.isfinite(y):
            found.append([])
        else:
            found[-1].append((x, y))
    return [run for run in found if run]


def path(run: Sequence[tuple[float, float]], kind: str) -> str:
    """A line through points in pixels."""
    steps = " ".join(f"{_n(x)} {_n(y)}" for x, y in run)
    return f'<path d="M{steps}" class="{kind}"/>'


def thinned(run: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """
    The same drawing with fewer points: first, lowest, highest and last of each column of pixels.

    Peaks stay, for they are what people look for.
    """
    columns: dict[int, list[tuple[float, float]]] = {}
    for point in run:
        columns.setdefault(math.floor(point[0]), []).append(point)
    kept: list[tuple[float, float]] = []
    for column in columns.values():
        by_height = sorted(range(len(column)), key=lambda i: column[i][1])
        wanted = sorted({0, by_height[0], by_height[-1], len(column) - 1})
        kept += [column[i] for i in wanted]
    return kept


def frame(width: float, height: float, body: str, *, title: str, about: str = "", kind: str) -> str:
    """An SVG that screen readers announce as one picture with a title and a description."""
    said = f"<title>{escape(title)}</title>" + (f"<desc>{escape(about)}</desc>" if about else "")
    return f'<svg class="{kind}" viewBox="0 0 {_n(width)} {_n(height)}" role="img">{said}{body}</svg>'


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if "." in f"{value:.1f}" else f"{value:.0f}"
