"""Checks workflows: every state is reached and ends somewhere, every arrow leads to a state."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from meydan.base.packs.checking.book import Book
from meydan.base.packs.checking.shapes import ROLES

REQUIREMENTS = ("evidence", "reason", "note", "assignee")
# The machine itself, when a time runs out, and whoever reported.
MOVERS = (*ROLES, "system", "reporter")
OUTCOMES = ("done", "refused", "withdrawn")


def check_workflows(book: Book) -> None:
    """Every workflow the pack itself has a file for, as inherited."""
    for file, own in book.documents("workflows").items():
        flow = book.workflows.get(file.stem, own)
        if not flow.get("withdrawn"):
            _check_workflow(book, file, own, flow)


def _check_workflow(book: Book, file: Path, own: dict[str, Any], flow: dict[str, Any]) -> None:
    if flow.get("code") != file.stem:
        book.fault(
            file, book.at(file, "code"), "The code is not the file's name.", f'Write code = "{file.stem}".'
        )
    if "names" not in flow:
        book.fault(file, 1, "The workflow has no names.", "Add names in every language.")
    if flow.get("law"):
        book.refer(file, book.at(file, "law"), "law", str(flow["law"]), book.laws)
    for kind in ("state", "transition", "evidence"):
        _check_codes(book, file, own, kind)
    states = {str(state.get("code")): state for state in flow.get("state", [])}
    if flow.get("initial") not in states:
        remedy = f"Use one of: {', '.join(states)}."
        book.fault(
            file,
            book.at(file, "initial"),
            f"The initial state {flow.get('initial')!r} is not a state.",
            remedy,
        )
        return
    for transition in flow.get("transition", []):
        _check_transition(book, file, own, flow, transition)
    _check_states(book, file, own, flow, states)


def line_of(
    book: Book, file: Path, own: dict[str, Any], kind: str, code: str, key: str = "", by: str = "code"
) -> int:
    """The line of an item in the pack's own file, or of the file's head when an ancestor has it."""
    for number, item in enumerate(own.get(kind, [])):
        if item.get(by) == code:
            return book.at(file, kind, number, key) if key else book.at(file, kind, number)
    return 1


def _check_codes(book: Book, file: Path, own: dict[str, Any], kind: str) -> None:
    counts = Counter(item.get("code") for item in own.get(kind, []))
    for number, item in enumerate(own.get(kind, [])):
        line = book.at(file, kind, number)
        if not item.get("code"):
            book.fault(file, line, f"This {kind} has no code.", "Give it a short word.")
        elif counts[item["code"]] > 1:
            book.fault(
                file, line, f"The {kind} {item['code']!r} stands more than once.", "Rename one of them."
            )


def _check_transition(
    book: Book, file: Path, own: dict[str, Any], flow: dict[str, Any], transition: dict[str, Any]
) -> None:
    states = {str(state.get("code")): state for state in flow.get("state", [])}
    code = str(transition.get("code"))
    named = [("from", state) for state in sources_of(transition)] + [("to", str(transition.get("to")))]
    for end, state in named:
        if state not in states:
            line = line_of(book, file, own, "transition", code, end)
            problem = f"The transition {code!r} names the unknown state {state!r}."
            book.fault(file, line, problem, f"Use one of: {', '.join(states)}.")
    asked = (str(item.get("code")) for item in flow.get("evidence", []))
    for key, known in (("roles", MOVERS), ("require", (*REQUIREMENTS, *asked))):
        for word in transition.get(key, []):
            if word not in known:
                line = line_of(book, file, own, "transition", code, key)
                problem = f"The transition {code!r} has the unknown {key} {word!r}."
                book.fault(file, line, problem, f"Use: {', '.join(known)}.")
    line = line_of(book, file, own, "transition", code)
    if not transition.get("roles"):
        book.fault(file, line, f"Nobody may make the transition {code!r}.", "Add roles.")
    if "names" not in transition:
        book.fault(file, line, f"The transition {code!r} has no names.", "Add names in every language.")
    ends = bool(states.get(str(transition.get("to")), {}).get("final"))
    if bool(transition.get("closes")) != ends:
        remedy = "Write closes = true exactly where the transition leads to a final state."
        book.fault(file, line, f"closes of {code!r} does not fit the state it leads to.", remedy)


def sources_of(transition: dict[str, Any]) -> list[str]:
    """The states an arrow leaves: one, or a list of them."""
    sources = transition.get("from", "None")
    return [str(one) for one in sources] if isinstance(sources, list) else [str(sources)]


def _check_states(
    book: Book, file: Path, own: dict[str, Any], flow: dict[str, Any], states: dict[str, Any]
) -> None:
    arrows = [(source, str(t.get("to"))) for t in flow.get("transition", []) for source in sources_of(t)]
    reached = closure({str(flow["initial"])}, arrows)
    finals = {code for code, state in states.items() if state.get("final")}
    ending = closure(finals, [(to, start) for start, to in arrows])
    for code, state in states.items():
        line = line_of(book, file, own, "state", code)
        if code not in reached:
            book.fault(
                file, line, f"No way leads to the state {code!r}.", "Add a transition to it, or remove it."
            )
        if code not in ending:
            book.fault(
                file,
                line,
                f"From the state {code!r} no case can end.",
                "Add a transition towards a final state.",
            )
        if "names" not in state:
            book.fault(file, line, f"The state {code!r} has no names.", "Add names in every language.")
        if state.get("final") and state.get("outcome") not in OUTCOMES:
            book.fault(
                file, line, f"The final state {code!r} has no outcome.", f"Use one of: {', '.join(OUTCOMES)}."
            )


def closure(begin: set[str], arrows: list[tuple[str, str]]) -> set[str]:
    """Everything that can be reached from ``begin`` along the arrows."""
    reached, edge = set(begin), set(begin)
    while edge:
        edge = {to for start, to in arrows if start in edge} - reached
        reached |= edge
    return reached
