"""How cases hang together: no case is ever above itself."""

from __future__ import annotations

from collections.abc import Iterable

# (the case above, the case below)
Edge = tuple[int, int]


def above(edges: Iterable[Edge], case: int) -> set[int]:
    """Return every case above a case, itself left out."""
    uppers: dict[int, set[int]] = {}
    for upper, lower in edges:
        uppers.setdefault(lower, set()).add(upper)
    found: set[int] = set()
    waiting = [case]
    while waiting:
        fresh = uppers.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    return found


def would_loop(edges: Iterable[Edge], upper: int, lower: int) -> bool:
    """Say whether putting ``upper`` above ``lower`` would put a case above itself."""
    return upper == lower or lower in above(edges, upper)
