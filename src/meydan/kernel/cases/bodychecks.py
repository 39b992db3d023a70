"""What ``meydan check-pack`` asks of bodies: that one can be worked by, and that decisions name one."""

from __future__ import annotations

from typing import Any

from meydan.base.packs.public import Book
from meydan.kernel.cases.engine.bodies import faults_of

REMEDY = "See packs/README.md for the columns of a body."


def check_bodies(book: Book) -> None:
    """Each body of the pack has seats, a quorum, a majority and units that there are."""
    whole = book.pack.whole.documents("bodies")
    for file, own in book.documents("bodies").items():
        document = whole.get(file.stem, own)
        for fault in faults_of(document):
            book.fault(file, 1, f"The body {file.stem!r}: {fault}.", REMEDY)
        for key in ("unit", "secretary_unit"):
            if document.get(key):
                book.refer(file, book.at(file, key), "unit", str(document[key]), book.units)
        if document.get("law"):
            book.refer(file, book.at(file, "law"), "law", str(document["law"]), book.laws)


def check_decisions(book: Book) -> None:
    """A transition that a body decides names a body there is and one of its options."""
    bodies = book.pack.whole.documents("bodies")
    for file, own in book.documents("workflows").items():
        for number, arrow in enumerate(own.get("transition", [])):
            for decision in arrow.get("decision", []):
                _check_decision(book, file, book.at(file, "transition", number), decision, bodies)


def _check_decision(
    book: Book, file: Any, line: int, decision: dict[str, Any], bodies: dict[str, dict[str, Any]]
) -> None:
    code = str(decision.get("body"))
    book.refer(file, line, "body", code, bodies)
    if code in bodies:
        options = [str(row.get("code")) for row in bodies[code].get("option", [])]
        book.refer(file, line, "option", str(decision.get("option")), options)
