"""States and transitions as a table, read from a pack and checked before anyone works by them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

REQUIREMENTS = ("evidence", "reason", "note", "assignee")
OUTCOMES = ("done", "refused", "withdrawn")
# The machine itself may move a case (a clock that ends, an alert that clears).
SYSTEM = "system"
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
    transition: Transition, *, note: str, evidence_count: int, has_assignee: bool
) -> list[str]:
    """Return what a transition still asks for: any of ``evidence``, ``reason``, ``note``, ``assignee``."""
    held = {
        "evidence": evidence_count > 0,
        "reason": bool(note.strip()),
        "note": bool(note.strip()),
        "assignee": has_assignee,
    }
    return [name for name in transition.require if not held[name]]


def read_workflow(document: Mapping[str, Any], *, name: str, languages: Collection[str] = ()) -> Workflow:
    """
    Read and check a workflow document (see ``docs/recipes`` for its columns).

    :param languages: languages every label must be written in
    :raises WorkflowFault: naming the first fault found
    """
    states = {row["code"]: _state(row) for row in document.get("state", [])}
    arrows = {row["code"]: _transition(row) for row in document.get("transition", [])}
    if len(arrows) != len(document.get("transition", [])):
        raise WorkflowFault(f"workflow {name}: a transition code is written twice")
    workflow = Workflow(
        code=str(document.get("code", name)),
        initial=str(document.get("initial", "")),
        states=states,
        transitions=arrows,
    )
    for fault in faults_of(workflow, languages):
        raise WorkflowFault(f"workflow {name}: {fault}")
    return workflow


def faults_of(workflow: Workflow, languages: Collection[str] = ()) -> list[str]:
    """Return what is wrong with a workflow, in words; nothing when it can be worked by."""
    faults = [] if workflow.initial in workflow.states else [f"no initial state {workflow.initial!r}"]
    if not workflow.finals():
        faults.append("no final state, so its cases could never close")
    faults += [fault for state in workflow.states.values() for fault in _state_faults(state, languages)]
    faults += [
        fault
        for arrow in workflow.transitions.values()
        for fault in _arrow_faults(workflow, arrow, languages)
    ]
    return faults or _walk_faults(workflow)


def _state(row: Mapping[str, Any]) -> State:
    names = dict(row.get("names", {}))
    return State(
        code=row["code"],
        names=names,
        public_names=dict(row.get("public_names") or names),
        final=bool(row.get("final", False)),
        outcome=str(row.get("outcome", "") or ("done" if row.get("final") else "")),
    )


def _transition(row: Mapping[str, Any]) -> Transition:
    source = row.get("from", [])
    return Transition(
        code=row["code"],
        sources=(source,) if isinstance(source, str) else tuple(source),
        target=str(row.get("to", "")),
        names=dict(row.get("names", {})),
        roles=tuple(row.get("roles", ())),
        require=tuple(row.get("require", ())),
        stops_clock=bool(row.get("stops_clock", False)),
        starts_clock=bool(row.get("starts_clock", False)),
        primary=bool(row.get("primary", False)),
    )


def _state_faults(state: State, languages: Collection[str]) -> list[str]:
    faults = [
        f"state {state.code}: no name in {language}"
        for language in languages
        if not state.names.get(language) or not state.public_names.get(language)
    ]
    if state.final and state.outcome not in OUTCOMES:
        faults.append(f"state {state.code}: outcome must be one of {', '.join(OUTCOMES)}")
    return faults


def _arrow_faults(workflow: Workflow, arrow: Transition, languages: Collection[str]) -> list[str]:
    at = f"transition {arrow.code}"
    faults = [
        f"{at}: no state {code!r}" for code in (*arrow.sources, arrow.target) if code not in workflow.states
    ]
    faults += [f"{at}: no name in {language}" for language in languages if not arrow.names.get(language)]
    faults += [f"{at}: cannot require {item!r}" for item in arrow.require if item not in REQUIREMENTS]
    if not arrow.roles:
        faults.append(f"{at}: no role may take it")
    if not arrow.sources:
        faults.append(f"{at}: it leaves no state")
    return faults


def _walk_faults(workflow: Workflow) -> list[str]:
    """Every state can be reached, and from every open state some final state can be reached."""
    reached = _closure(
        {workflow.initial}, {(s, a.target) for a in workflow.transitions.values() for s in a.sources}
    )
    ending = _closure(
        set(workflow.finals()), {(a.target, s) for a in workflow.transitions.values() for s in a.sources}
    )
    faults = [f"state {code}: nothing leads to it" for code in workflow.states if code not in reached]
    return faults + [f"state {code}: no way to an end" for code in workflow.states if code not in ending]


def _closure(start: set[str], pairs: set[tuple[str, str]]) -> set[str]:
    reached = set(start)
    while True:
        fresh = {target for source, target in pairs if source in reached} - reached
        if not fresh:
            return reached
        reached |= fresh
