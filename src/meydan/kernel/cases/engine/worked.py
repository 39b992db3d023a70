"""Worked cases of a pack: what a case does step by step, counted by hand, and where the rules say otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from meydan.kernel.cases.engine.playing import OPEN, PlayedCase

KEYS = (
    "at",
    "take",
    "role",
    "words",
    "files",
    "given",
    "officer",
    "refused",
    "state",
    "due",
    "clocks",
    "second",
)


@dataclass(frozen=True)
class Otherwise:
    """A step that came out otherwise than it was counted; ``key`` is the expectation that failed."""

    step: int
    key: str
    expected: str
    found: str


def moment(value: Any, zone: tzinfo) -> datetime:
    """
    Return a written local moment ``2026-11-23T10:00``; a bare day is its beginning.

    :raises ValueError: if it is neither
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=zone)
    return datetime.fromisoformat(str(value)).replace(tzinfo=zone)


def play(document: Mapping[str, Any], case: PlayedCase, zone: tzinfo) -> Iterator[Otherwise]:
    """Walk a case through the steps of a document; yield what came out otherwise than it says."""
    for number, step in enumerate(document.get("step", [])):
        case.wait(moment(step["at"], zone))
        case.has_officer = bool(step.get("officer", case.has_officer))
        refused = list[str]()
        if step.get("take"):
            refused = case.take(
                str(step["take"]),
                role=str(step.get("role", "manager")),
                words=str(step.get("words", "")),
                files=int(step.get("files", 0)),
                given=step.get("given", {}),
            )
        yield from otherwise(number, step, refused, facts_of(case), zone)


@dataclass(frozen=True)
class Facts:
    """Where a case stands: its state, when its open clocks end, how every clock stands, who may be asked."""

    state: str
    due: Mapping[str, datetime]
    clocks: Mapping[str, str]
    second: bool


def facts_of(case: PlayedCase) -> Facts:
    """Return where a played case stands."""
    due = {key: one.due_at for key, one in case.clocks.items() if one.state == OPEN[0]}
    return Facts(case.state, due, {key: one.state for key, one in case.clocks.items()}, case.is_second_open)


def otherwise(
    number: int, step: Mapping[str, Any], refused: list[str], facts: Facts, zone: tzinfo
) -> Iterator[Otherwise]:
    """Compare a step's expectations with what happened."""
    wanted = [step["refused"]] if isinstance(step.get("refused"), str) else list(step.get("refused", []))
    if wanted != refused:
        yield Otherwise(number, "refused" if "refused" in step else "take", _list(wanted), _list(refused))
    if "state" in step and step["state"] != facts.state:
        yield Otherwise(number, "state", str(step["state"]), facts.state)
    for key, expected in step.get("due", {}).items():
        found = _written(facts.due.get(key), expected, zone)
        if found != str(expected):
            yield Otherwise(number, "due", f"{key} {expected}", f"{key} {found}")
    for key, expected in step.get("clocks", {}).items():
        if facts.clocks.get(key, "none") != expected:
            yield Otherwise(number, "clocks", f"{key} {expected}", f"{key} {facts.clocks.get(key, 'none')}")
    if "second" in step and step["second"] != facts.second:
        yield Otherwise(number, "second", str(step["second"]), str(facts.second))


def _written(due: datetime | None, expected: Any, zone: tzinfo) -> str:
    """Write an end as the expectation is written: a day, or a moment to the minute."""
    if due is None:
        return "none"
    local = due.astimezone(zone)
    return f"{local:%Y-%m-%d}" if len(str(expected)) == 10 else f"{local:%Y-%m-%dT%H:%M}"


def _list(reasons: list[str]) -> str:
    return ", ".join(reasons) or "taken"
