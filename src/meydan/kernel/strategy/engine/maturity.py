"""How far a city is: criteria that are met or not, levels that follow from them, and what changed in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MET, PARTLY, UNMET, UNKNOWN = "met", "partly", "unmet", "unknown"
ANSWERS = {"yes": MET, "partly": PARTLY, "no": UNMET}


def measured(
    value: float | None,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    partly: float | None = None,
) -> str:
    """
    A criterion read from live use.

    :param value: the fresh figure; none is never met and never failed: it is unknown
    :param at_least, at_most: where it is met; exactly one of them
    :param partly: where it is met in part, on the other side of that bound
    """
    if value is None:
        return UNKNOWN
    if at_least is not None:
        return MET if value >= at_least else PARTLY if partly is not None and value >= partly else UNMET
    if at_most is not None:
        return MET if value <= at_most else PARTLY if partly is not None and value <= partly else UNMET
    return UNKNOWN


def answered(answer: str, *, has_evidence: bool, is_old: bool = False) -> str:
    """A criterion that somebody answered: yes without evidence, or said too long ago, is only in part."""
    found = ANSWERS.get(answer, UNKNOWN)
    return PARTLY if found == MET and (not has_evidence or is_old) else found


def level_of(criteria: Iterable[tuple[int, str]]) -> int:
    """
    The highest level such that every criterion up to it is met; 0 when the first is not.

    :param criteria: level and state of each; a level without criteria is nobody's to claim
    """
    by_level: dict[int, list[str]] = {}
    for level, state in criteria:
        by_level.setdefault(level, []).append(state)
    reached = 0
    for level in sorted(by_level):
        if any(state != MET for state in by_level[level]):
            break
        reached = level
    return reached


@dataclass(frozen=True)
class Moved:
    """Something that stood one way and stands another; empty where it was not there."""

    code: str
    before: str
    after: str


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Moved]:
    """What stands otherwise than before, in the order of now; what is gone comes last."""
    codes = [*after, *(code for code in before if code not in after)]
    pairs = [Moved(code, before.get(code, ""), after.get(code, "")) for code in codes]
    return [one for one in pairs if one.before != one.after]
