"""Reads a workflow document of a pack and refuses one that no case could be worked by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from meydan.kernel.cases.engine.evidence import evidence_faults, evidence_of
from meydan.kernel.cases.engine.workflow import (
    OUTCOMES,
    REQUIREMENTS,
    State,
    Transition,
    Workflow,
    WorkflowFault,
)


def read_workflow(document: Mapping[str, Any], *, name: str, languages: Collection[str] = ()) -> Workflow:
    """
    Read and check a workflow document (see ``docs/recipes/workflows.md`` for its keys).

    :param languages: languages every label must be written in
    :raises WorkflowFault: naming the first fault found
    """
    for kind in ("state", "transition", "evidence"):
        for code, count in Counter(row.get("code") for row in document.get(kind, [])).items():
            if count > 1 or not code:
                raise WorkflowFault(f"workflow {name}: {kind} code {code!r} is written twice or empty")
    workflow = Workflow(
        code=str(document.get("code", name)),
        initial=str(document.get("initial", "")),
        states={row["code"]: _state(row) for row in document.get("state", [])},
        transitions={row["code"]: _transition(row) for row in document.get("transition", [])},
        evidence={row["code"]: evidence_of(row) for row in document.get("evidence", [])},
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
    for asked in workflow.evidence.values():
        faults += evidence_faults(asked)
        if asked.code in REQUIREMENTS:
            faults.append(f"evidence {asked.code}: this word has a meaning of its own, choose another")
        faults += [
            f"evidence {asked.code}: no name in {one}" for one in languages if not asked.names.get(one)
        ]
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
    known = (*REQUIREMENTS, *workflow.evidence)
    faults += [f"{at}: cannot require {item!r}" for item in arrow.require if item not in known]
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
