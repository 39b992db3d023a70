"""
Plays a case through its workflow without a table: for the worked cases of a pack.

What the operations do with rows, this does with plain values; a test plays every worked case both ways and
compares. Times are moments in the city's zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from meydan.kernel.cases.engine.evidence import EvidenceUnfit, fit
from meydan.kernel.cases.engine.workflow import (
    SYSTEM,
    Transition,
    Workflow,
    missing_requirements,
)

# The next sweep after a clock has run out.
NOTICED_AFTER = timedelta(seconds=1)
OPEN = ("running", "stopped")


@dataclass(frozen=True)
class Counting:
    """
    How the country counts: ``due(start, length, unit)`` gives the last moment of a term, ``left(start,
    length, unit, at)`` what is left as (length, unit), ``begin(day, unit)`` the moment a term counts from
    when only its day is known.
    """

    due: Callable[[datetime, int, str], datetime]
    left: Callable[[datetime, int, str, datetime], tuple[int, str]]
    begin: Callable[[date, str], datetime]


@dataclass
class PlayedClock:
    """One clock: ``state`` is running, stopped, met, missed or lapsed; ``due_at`` is kept to its end."""

    term: Mapping[str, Any]
    run_from: datetime
    run_length: int
    run_unit: str
    due_at: datetime
    state: str = "running"
    is_late: bool = False


@dataclass
class PlayedCase:
    """A case under way: where it stands, its clocks by key, the evidence it holds."""

    walk: Workflow
    terms: list[Mapping[str, Any]]
    counting: Counting
    at: datetime
    state: str = ""
    clocks: dict[str, PlayedClock] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    has_officer: bool = False
    is_second_open: bool = False

    def __post_init__(self) -> None:
        self.state = self.walk.initial
        self._start(None)
        self._start(self.state)

    @property
    def is_closed(self) -> bool:
        """Whether work is over."""
        return self.walk.states[self.state].final

    def wait(self, until: datetime) -> None:
        """Let time pass: clocks run out one after the other, and the machine does what follows."""
        while True:
            due = [one for one in self.clocks.values() if one.state == "running" and not one.is_late]
            first = min(due, key=lambda one: one.due_at, default=None)
            if first is None or first.due_at >= until:
                self.at = until
                return
            self.at = first.due_at + NOTICED_AFTER
            self._run_out(first)

    def _run_out(self, clock: PlayedClock) -> None:
        if self.is_closed or clock.term.get("binds") == "party":
            clock.state = "lapsed"
        else:
            clock.is_late = True
        ending = str(clock.term.get("on_expiry", ""))
        if self.is_closed:
            return
        self.is_second_open |= ending == "open_second_authority"
        step = self.walk.step_at_expiry(self.state, ending)
        if step is not None and not self._missing(step, "", 0, {}, is_machine=True):
            self._move(step)

    def take(
        self, code: str, *, role: str, words: str = "", files: int = 0, given: Mapping[str, Any] | None = None
    ) -> list[str]:
        """
        Take a step; return why it was refused, or nothing when it was taken.

        :param given: named evidence; any value stands for a file
        :return: ``not_allowed``, the missing requirements, or ``CODE: reason`` for a value that does not fit
        """
        given = given or {}
        step = next((one for one in self.walk.open_to(self.state, {role}) if one.code == code), None)
        if step is None:
            return ["not_allowed"]
        missing = self._missing(step, words, files, given, is_machine=role == SYSTEM)
        if missing:
            return missing
        try:
            kept = {name: self._fit(name, value) for name, value in given.items()}
        except EvidenceUnfit as unfit:
            return [str(unfit)]
        self.given |= kept
        self._move(step)
        return []

    def _fit(self, code: str, value: Any) -> Any:
        asked = self.walk.evidence[code]
        return value if asked.is_file else fit(asked, value, self.at.date())

    def _missing(
        self, step: Transition, words: str, files: int, given: Mapping[str, Any], *, is_machine: bool
    ) -> list[str]:
        named = sum(self.walk.evidence[code].is_file for code in given)
        good = {code for code in self.given if not self.walk.evidence[code].is_fresh}
        return missing_requirements(
            step,
            note=words,
            evidence_count=files + named,
            has_assignee=self.has_officer,
            held=good | set(given),
            by_machine=is_machine,
        )

    def _move(self, step: Transition) -> None:
        was_closed = self.is_closed
        self.state = step.target
        if step.stops_clock:
            self._stop()
        if step.starts_clock:
            self._resume()
        self._end(lambda term: self.state in states_of(term.get("stop")))
        if self.is_closed and not was_closed:
            self._end(lambda term: True)
        elif was_closed and not self.is_closed:
            self.clocks = {}
            self._start(None)
        self._start(self.state)

    def _start(self, state: str | None) -> None:
        for term in self.terms:
            begins = states_of(term.get("start"))
            if term["id"] in self.clocks or (state not in begins if begins else state is not None):
                continue
            length, unit = int(term["length"]), str(term["unit"])
            day = self.given.get(term.get("from", ""))
            begun = self.counting.begin(date.fromisoformat(day), unit) if day else self.at
            due = self.counting.due(begun, length, unit)
            self.clocks[term["id"]] = PlayedClock(term, begun, length, unit, due)

    def _stop(self) -> None:
        for one in self.clocks.values():
            if one.state == "running" and not one.is_late and one.due_at >= self.at:
                left = self.counting.left(one.run_from, one.run_length, one.run_unit, self.at)
                one.run_length, one.run_unit = left
                one.state = "stopped"

    def _resume(self) -> None:
        for one in self.clocks.values():
            if one.state == "stopped":
                one.run_from, one.state = self.at, "running"
                one.due_at = self.counting.due(one.run_from, one.run_length, one.run_unit)

    def _end(self, chosen: Callable[[Mapping[str, Any]], bool]) -> None:
        for one in self.clocks.values():
            if one.state in OPEN and chosen(one.term):
                late = one.state == "running" and one.due_at < self.at
                one.state = ("lapsed" if one.term.get("binds") == "party" else "missed") if late else "met"


def states_of(value: Any) -> list[str]:
    """Return the states a term names: one, several or none."""
    return [value] if isinstance(value, str) else list(value or [])
