"""Checks services: whose they are, how they run, and that every clock has a rule and an owner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from meydan.base.packs.checking.book import Book
from meydan.base.packs.checking.flows import line_of

KINDS = ("request", "alert", "information", "permit", "enforcement", "notice", "appointment")
CHANNELS = ("web", "phone", "counter", "muhtar", "sms", "post")
UNITS = ("workday", "day", "month", "hour")
# What happens at the end of a clock, when it is not a transition of the workflow.
EXPIRIES = ("tell_manager", "close", "open_second_authority")
BINDS = ("office", "party")
ASSURANCES = ("none", "phone", "identity")
REQUIRED = ("code", "names", "about", "kind", "unit", "workflow")


def check_services(book: Book) -> None:
    """Every service the pack itself has a file for, as inherited."""
    for file, own in book.documents("services").items():
        service = book.services.get(file.stem, own)
        if service.get("withdrawn"):
            continue
        _check_service(book, file, service)
        for clock in service.get("clock", []):
            # An inherited clock is judged in the pack that wrote it, unless this pack changes the workflow.
            if "workflow" in own or any(mine.get("id") == clock.get("id") for mine in own.get("clock", [])):
                _check_clock(book, file, own, service, clock)


def _check_service(book: Book, file: Path, service: dict[str, Any]) -> None:
    for key in REQUIRED:
        if not service.get(key):
            book.fault(file, book.at(file, key), f"The service has no {key}.", f"Add {key}.")
    if service.get("code") != file.stem:
        book.fault(
            file, book.at(file, "code"), "The code is not the file's name.", f'Write code = "{file.stem}".'
        )
    if service.get("assurance", "none") not in ASSURANCES:
        problem = f"assurance {service['assurance']!r} is not known."
        book.fault(file, book.at(file, "assurance"), problem, f"Use one of: {', '.join(ASSURANCES)}.")
    if service.get("kind") and service["kind"] not in KINDS:
        book.fault(
            file,
            book.at(file, "kind"),
            f"kind {service['kind']!r} is not known.",
            f"Use one of: {', '.join(KINDS)}.",
        )
    for key in ("unit", "complaint_first", "complaint_second"):
        if service.get(key):
            book.refer(file, book.at(file, key), "unit", str(service[key]), book.units)
    _check_table(book, file, service)
    if service.get("workflow"):
        book.refer(file, book.at(file, "workflow"), "workflow", str(service["workflow"]), book.workflows)


def _check_table(book: Book, file: Path, service: dict[str, Any]) -> None:
    """What the row of the published table says of papers, ways in and fee."""
    for document in service.get("documents", []):
        if document.get("held_by"):
            at = book.at(file, "documents")
            book.refer(file, at, "register", str(document["held_by"]), book.codes("registers"))
    for channel in service.get("channels", []):
        if channel not in CHANNELS:
            remedy = f"Use: {', '.join(CHANNELS)}."
            book.fault(file, book.at(file, "channels"), f"channel {channel!r} is not known.", remedy)
    fee = service.get("fee", {})
    if fee and not fee.get("source"):
        remedy = "Write in source which tariff or decision says so."
        book.fault(file, book.at(file, "fee"), "The fee rests on nothing.", remedy)
    if fee and not fee.get("names") and not isinstance(fee.get("amount"), int | float):
        remedy = "Write amount as a number (0: free), or names."
        book.fault(file, book.at(file, "fee"), "The fee says no amount.", remedy)


def _check_clock(
    book: Book, file: Path, own: dict[str, Any], service: dict[str, Any], clock: dict[str, Any]
) -> None:
    code = str(clock.get("id"))

    def line(key: str = "") -> int:
        return line_of(book, file, own, "clock", code, key, by="id")

    if not isinstance(clock.get("length"), int) or clock["length"] < 1 or clock.get("unit") not in UNITS:
        remedy = f"Write length as a whole number above 0 and unit as one of: {', '.join(UNITS)}."
        book.fault(
            file, line("length"), f"The clock {code!r} has no rule: its length or unit is missing.", remedy
        )
    if not clock.get("law") and not clock.get("source"):
        remedy = "Name the law it rests on, or write in source who promised it."
        book.fault(file, line(), f"The clock {code!r} rests on nothing.", remedy)
    if clock.get("law"):
        book.refer(file, line("law"), "law", str(clock["law"]), book.laws)
    if not clock.get("owner"):
        book.fault(file, line(), f"The clock {code!r} has no owner.", "Add owner with the code of a unit.")
    else:
        book.refer(file, line("owner"), "unit", str(clock["owner"]), book.units)
    if "names" not in clock:
        book.fault(file, line(), f"The clock {code!r} has no names.", "Add names in every language.")
    _check_course(book, file, service, clock, line)


def _check_course(book: Book, file: Path, service: dict[str, Any], clock: dict[str, Any], line: Any) -> None:
    flow = book.workflows.get(str(service.get("workflow")), {})
    states = {str(state.get("code")) for state in flow.get("state", [])}
    if not states:
        return
    for end in ("start", "stop"):
        named = clock.get(end, [])
        for state in [named] if isinstance(named, str) else named:
            book.refer(file, line(end), "state", str(state), states)
    if clock.get("from"):
        days = {str(item.get("code")) for item in flow.get("evidence", []) if item.get("kind") == "date"}
        book.refer(file, line("from"), "evidence of kind date", str(clock["from"]), days)
    if clock.get("binds", "office") not in BINDS:
        book.fault(
            file, line("binds"), f"binds {clock['binds']!r} is not known.", f"Use: {', '.join(BINDS)}."
        )
    steps = {str(transition.get("code")) for transition in flow.get("transition", [])}
    if clock.get("on_expiry"):
        book.refer(file, line("on_expiry"), "ending", str(clock["on_expiry"]), {*EXPIRIES, *steps})
