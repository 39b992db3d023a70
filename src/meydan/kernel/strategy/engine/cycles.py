"""Actions that wait for each other in a circle would never begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def first_cycle(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """
    A circle of codes, each needing the next and the last the first; empty when there is none.

    :param needs: code -> the codes that must be done before it
    """
    done: set[str] = set()
    for start in needs:
        path: list[str] = []
        waiting = [(start, iter(needs.get(start, ())))]
        on_path = {start}
        path.append(start)
        while waiting:
            code, rest = waiting[-1]
            after = next(rest, None)
            if after is None:
                waiting.pop()
                path.pop()
                on_path.discard(code)
                done.add(code)
            elif after in on_path:
                return path[path.index(after) :]
            elif after not in done:
                waiting.append((after, iter(needs.get(after, ()))))
                path.append(after)
                on_path.add(after)
    return []
