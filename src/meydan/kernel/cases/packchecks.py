"""What ``meydan check-pack`` asks of workflows and clocks beyond their shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from meydan.base.packs.public import Book, Pack
from meydan.kernel.cases.engine.evidence import evidence_faults, evidence_of
from meydan.kernel.cases.engine.playing import PlayedCase
from meydan.kernel.cases.engine.reading import read_workflow
from meydan.kernel.cases.engine.worked import KEYS, moment, play
from meydan.kernel.cases.engine.workflow import SYSTEM, Workflow, WorkflowFault
from meydan.kernel.cases.queries.terms import counting_in


def check_workflows(book: Book) -> None:
    """Named evidence can be asked for, and the machine is asked for nothing that only people can give."""
    for file, own in book.documents("workflows").items():
        flow = book.workflows.get(file.stem, own)
        if flow.get("withdrawn"):
            continue
        for number, row in enumerate(own.get("evidence", [])):
            for fault in evidence_faults(evidence_of(row)):
                book.fault(
                    file, book.at(file, "evidence", number), f"{fault}.", "See docs/recipes/workflows.md."
                )
            if row.get("law"):
                line = book.at(file, "evidence", number, "law")
                book.refer(file, line, "law", str(row["law"]), book.laws)
        _check_unused(book, file, own, flow)
        _check_machine(book, file, own, flow)


def _check_unused(book: Book, file: Path, own: dict[str, Any], flow: dict[str, Any]) -> None:
    required = {word for arrow in flow.get("transition", []) for word in arrow.get("require", [])}
    for number, row in enumerate(own.get("evidence", [])):
        if row.get("code") not in required:
            problem = f"No transition requires the evidence {row.get('code')!r}."
            book.fault(file, book.at(file, "evidence", number), problem, "Add it to a require, or remove it.")


def _check_machine(book: Book, file: Path, own: dict[str, Any], flow: dict[str, Any]) -> None:
    named = {str(row.get("code")) for row in flow.get("evidence", [])}
    for number, arrow in enumerate(own.get("transition", [])):
        handmade = [word for word in arrow.get("require", []) if word == "evidence" or word in named]
        if SYSTEM in arrow.get("roles", []) and handmade:
            problem = f"The machine may take {arrow.get('code')!r}, which requires {', '.join(handmade)}."
            remedy = "Take the role system away, or write a transition of its own for the machine."
            book.fault(file, book.at(file, "transition", number), problem, remedy)


def check_endings(book: Book) -> None:
    """What a clock does at its end can be done from every state in which it runs."""
    for file, own in book.documents("services").items():
        service = book.services.get(file.stem, own)
        walk = _walk(book, service)
        if walk is None or service.get("withdrawn"):
            continue
        for number, clock in enumerate(own.get("clock", [])):
            whole = next((one for one in service.get("clock", []) if one.get("id") == clock.get("id")), clock)
            problem, remedy = ending_fault(walk, service, whole)
            if problem:
                book.fault(file, book.at(file, "clock", number, "on_expiry"), problem, remedy)


def _walk(book: Book, service: dict[str, Any]) -> Workflow | None:
    document = book.workflows.get(str(service.get("workflow")))
    try:
        return read_workflow(document, name=str(service.get("workflow"))) if document else None
    except (WorkflowFault, KeyError):
        # The workflow has its faults in its own file.
        return None


def ending_fault(walk: Workflow, service: dict[str, Any], clock: dict[str, Any]) -> tuple[str, str]:
    """Return what is wrong with a clock's ``on_expiry`` and the remedy; two empty texts when nothing is."""
    code, ending = clock.get("id"), str(clock.get("on_expiry", ""))
    if ending == "open_second_authority" and not service.get("complaint_second"):
        return (
            f"The clock {code!r} opens the second authority, and the service names none.",
            "Add complaint_second with the code of a unit.",
        )
    if ending == "close" and not any(walk.step_at_expiry(state, ending) for state in walk.states):
        return (
            f"The clock {code!r} closes the case, and no transition to an end has the role system.",
            "Add system to the roles of the transition the machine is to take.",
        )
    return "", ""


def check_worked_cases(book: Book) -> None:
    """Each case of ``golden/cases``, played step by step, comes out as it was counted by hand."""
    for file, document in book.documents("golden/cases").items():
        service = book.services.get(str(document.get("service")), {})
        book.refer(file, book.at(file, "service"), "service", str(document.get("service")), book.services)
        walk = _walk(book, service)
        if walk is None:
            continue
        for number, step in enumerate(document.get("step", [])):
            for key in set(step) - set(KEYS):
                line = book.at(file, "step", number, key)
                book.fault(file, line, f"A step has no key {key!r}.", f"Use: {', '.join(KEYS)}.")
        try:
            _check_played(book, file, document, walk, service)
        except (KeyError, ValueError, TypeError) as fault:
            problem = f"The case cannot be played: {type(fault).__name__} {fault}."
            book.fault(file, 1, problem, "Look at the last step you wrote; see docs/recipes/workflows.md.")


def _check_played(
    book: Book, file: Path, document: dict[str, Any], walk: Workflow, service: dict[str, Any]
) -> None:
    zone = ZoneInfo(book.pack.timezone)
    for found in play(document, played_case(book.pack, document, walk, service), zone):
        problem = f"Step {found.step + 1}: {found.key} gives {found.found}, not {found.expected}."
        remedy = "Count again by hand: either the case or the rule is wrong."
        book.fault(file, book.at(file, "step", found.step, found.key), problem, remedy)


def played_case(pack: Pack, document: dict[str, Any], walk: Workflow, service: dict[str, Any]) -> PlayedCase:
    """Return the case of a document as it opens."""
    opened_at = moment(document["opened_at"], ZoneInfo(pack.timezone))
    return PlayedCase(walk, list(service.get("clock", [])), counting_in(pack), opened_at)
