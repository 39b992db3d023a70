"""Checks every requirement, one after the other, on a set of entities of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import httpx

from meydan.kernel.observations.sta.conformance import cascade, extensions, filters, model, options, writes
from meydan.kernel.observations.sta.conformance.lines import (
    FAILED,
    LEFT_OUT,
    PASSED,
    Line,
    NotHere,
    NotMet,
    Outcome,
)
from meydan.kernel.observations.sta.conformance.scratch import Scratch


class CannotBegin(Exception):
    """The service does not answer, or lets nobody make what the checks need; the sentence says which."""


@dataclass(frozen=True)
class Report:
    """What became of every requirement at a service."""

    root: str
    outcomes: list[Outcome]

    def count(self, state: str) -> int:
        """How many requirements are in a state."""
        return sum(one.state == state for one in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        """For a file."""
        return {"root": self.root, "outcomes": [asdict(one) for one in self.outcomes]}


def all_lines() -> list[Line]:
    """Every requirement, in the order of the standard."""
    parts = (model, options, filters, writes, cascade, extensions)
    return [line for part in parts for line in part.lines()]


def run(root: str, key: str = "", *, heard: Callable[[Outcome], None] = lambda _: None) -> Report:
    """
    Check a service.

    :param root: its address, ``https://sehir.example/sta/v1.1``
    :param key: of one who may change what is registered there
    :param heard: is told of each requirement when it was checked
    :raises CannotBegin: if the scratch set cannot be made
    """
    scratch = Scratch(root, key)
    try:
        scratch.make()
    except (NotMet, httpx.HTTPError, OSError) as fault:
        _remove(scratch)
        raise CannotBegin(f"The checks could not begin at {root}: {fault}") from fault
    outcomes: list[Outcome] = []
    try:
        for line in all_lines():
            outcomes.append(_checked(line, scratch))
            heard(outcomes[-1])
    finally:
        _remove(scratch)
    return Report(scratch.root, outcomes)


def _remove(scratch: Scratch) -> None:
    try:
        scratch.remove()
    except httpx.HTTPError:
        # A service that is gone keeps the set; its names say what it is.
        return


def _checked(line: Line, scratch: Scratch) -> Outcome:
    state, why = PASSED, ""
    try:
        line.check(scratch)
    except NotMet as fault:
        state, why = FAILED, str(fault)
    except NotHere as absent:
        state, why = LEFT_OUT, str(absent)
    except (httpx.HTTPError, LookupError, TypeError, ValueError) as odd:
        # An answer of another shape than the check reads is a requirement that is not met.
        state, why = FAILED, f"{type(odd).__name__}: {odd}"
    return Outcome(line.path, line.asks, line.words, line.how, state, why)
