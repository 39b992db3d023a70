"""States and transitions as a table, with what each transition asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from meydan.kernel.cases.engine.evidence import EvidenceAsked

# What any workflow may require without naming it; everything else is named in its ``[[evidence]]``.
REQUIREMENTS = ("evidence", "reason", "note", "assignee")
# What the machine has no hands for: it needs no words, and no officer.
OF_PEOPLE = ("reason", "note", "assignee")
OUTCOMES = ("done", "refused", "withdrawn")
# The machine itself may move a case (a clock that ends, an alert that clears).
SYSTEM = "system"
# What a clock may do at its end without naming an arrow.
CLOSE = "close"
# Who reported may move a case from the follow page.
REPORTER = "reporter"


class WorkflowFault(Exception):
    """A workflow document cannot be worked by; the message names the document and the fault."""


@dataclass(frozen=True)
class State:
    """Where a case may stand."""

    code: str
    names: Mapping[str, str]
    public_names: Mapping[str, str]
    final: bool = False
    outcome: str = ""


@dataclass(frozen=True)
class Transition:
    """One arrow of the table."""

    code: str
    sources: tuple[str, ...]
    target: str
    names: Mapping[str, str]
    roles: tuple[str, ...]
    require: tuple[str, ...] = ()
    stops_clock: bool = False
    starts_clock: bool = False
    primary: bool = False


@dataclass(frozen=True)
class Workflow:
    """A checked workflow."""

    code: str
    initial: str
    states: Mapping[str, State]
    transitions: Mapping[str, Transition] = field(default_factory=dict)
    evidence: Mapping[str, EvidenceAsked] = field(default_factory=dict)

    def state(self, code: str) -> State:
        """Return a state; one that left the pack is shown by its code, so old cases stay readable."""
        return self.states.get(code) or State(code, {"en": code}, {"en": code})

    def leaving(self, state: str) -> list[Transition]:
        """Return the arrows that leave a state, in the order they were written."""
        return [arrow for arrow in self.transitions.values() if state in arrow.sources]

    def open_to(self, state: str, roles: Collection[str]) -> list[Transition]:
        """Return the arrows that leave a state for somebody with these roles."""
        return [arrow for arrow in self.leaving(state) if set(arrow.roles) & set(roles)]

    def finals(self) -> list[str]:
        """Return the codes of the states where work is over."""
        return [code for code, state in self.states.items() if state.final]

    def step_at_expiry(self, state: str, on_expiry: str) -> Transition | None:
        """
        Return the arrow that the machine takes from a state when a clock runs out; ``None`` if it may not.

        :param on_expiry: ``close`` for the first arrow that ends the case, or the code of an arrow
        """
        for way in self.open_to(state, {SYSTEM}):
            if way.code == on_expiry or (on_expiry == CLOSE and self.states[way.target].final):
                return way
        return None

    def asked_by(self, transition: Transition) -> list[EvidenceAsked]:
        """Return the named evidence that a transition requires, in the order it is written there."""
        return [self.evidence[code] for code in transition.require if code in self.evidence]

    def path_to(self, target: str) -> list[Transition]:
        """
        Return the shortest run of arrows from the beginning to a state.

        :raises WorkflowFault: if nothing leads there
        """
        queue: list[tuple[str, list[Transition]]] = [(self.initial, [])]
        seen = {self.initial}
        for at, walked in queue:
            if at == target:
                return walked
            for arrow in self.leaving(at):
                if arrow.target not in seen:
                    seen.add(arrow.target)
                    queue.append((arrow.target, [*walked, arrow]))
        raise WorkflowFault(f"workflow {self.code}: nothing leads to state {target!r}")


def missing_requirements(
    transition: Transition,
    *,
    note: str,
    evidence_count: int,
    has_assignee: bool,
    held: Collection[str] = (),
    has_reason: bool = False,
    by_machine: bool = False,
) -> list[str]:
    """
    Return what a transition still asks for, in its own order: evidence, reason, note, assignee, or the code
    of a named piece of evidence.

    :param evidence_count: files given with this step
    :param held: codes of the named evidence given with this step, or before and still good
    :param has_reason: a reason that needs no words was chosen from the list
    :param by_machine: the machine takes the step; it owes no words and no officer
    """
    words = by_machine or bool(note.strip())
    given = {
        "evidence": evidence_count > 0,
        "reason": words or has_reason,
        "note": words,
        "assignee": has_assignee or by_machine,
    }
    return [name for name in transition.require if not given.get(name, name in held)]
