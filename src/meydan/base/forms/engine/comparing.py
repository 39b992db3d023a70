"""What changed between two versions of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One difference: ``kind`` is added, removed, moved or changed; ``was`` and ``now`` are words of the document."""

    part: str
    code: str
    kind: str
    key: str = ""
    was: Any = None
    now: Any = None


def compare(older: Mapping[str, Any], younger: Mapping[str, Any]) -> list[Change]:
    """Return the differences of two documents: the head first, then sections, pages and fields in their order."""
    changes = [
        Change("form", str(younger.get("code", "")), "changed", key, older.get(key), younger.get(key))
        for key in ("names", "about")
        if older.get(key) != younger.get(key)
    ]
    for part in ("section", "page", "field"):
        changes += _parts(part, older.get(part, []), younger.get(part, []))
    return changes


def _parts(part: str, older: list[dict[str, Any]], younger: list[dict[str, Any]]) -> list[Change]:
    was = {one["code"]: one for one in older}
    now = {one["code"]: one for one in younger}
    changes = [Change(part, code, "removed", was=was[code].get("names")) for code in was if code not in now]
    moved = _moved([code for code in was if code in now], [code for code in now if code in was])
    for code, one in now.items():
        if code not in was:
            changes.append(Change(part, code, "added", now=one.get("names")))
            continue
        changes += [
            Change(part, code, "changed", key, was[code].get(key), one.get(key))
            for key in sorted({*was[code], *one})
            if was[code].get(key) != one.get(key)
        ]
        if code in moved:
            changes.append(Change(part, code, "moved"))
    return changes


def _moved(older: list[str], younger: list[str]) -> set[str]:
    """The fewest parts whose moving explains the new order: those outside the longest run that kept its order."""
    place = {code: number for number, code in enumerate(older)}
    best: list[list[str]] = []
    for code in younger:
        before = [run for run in best if place[run[-1]] < place[code]]
        best.append([*max(before, key=len, default=[]), code])
    kept = max(best, key=len, default=[])
    return {code for code in younger if code not in kept}
