"""What ``meydan check-pack`` asks of checklists of maturity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from meydan.base.packs.public import Book
from meydan.kernel.strategy.packchecks import check_words
from meydan.kernel.strategy.queries.maturity import FOLDER


def check_maturity(book: Book) -> None:
    """Codes stand once, components are there, and a criterion read from live use says where it is met."""
    indicators = book.codes("indicators")
    for file, document in book.documents(FOLDER).items():
        if document.get("code") != file.stem:
            problem = f"The code {document.get('code')!r} is not the name of the file."
            book.fault(
                file, book.at(file, "code"), problem, f"Write code = {file.stem!r}, or rename the file."
            )
        for key in ("names", "about"):
            check_words(book, file, 1, document, key)
        known = {str(row.get("code")) for row in book.whole(f"{FOLDER}/{file.stem}").get("component", [])}
        seen: set[str] = set()
        for number, row in enumerate(document.get("criterion", [])):
            _check_criterion(book, file, book.at(file, "criterion", number), row, known, indicators)
            if str(row.get("code")) in seen:
                problem = f"The code {row.get('code')!r} stands twice."
                book.fault(
                    file, book.at(file, "criterion", number), problem, "Give one of them another code."
                )
            seen.add(str(row.get("code")))


def _check_criterion(
    book: Book, file: Path, line: int, row: dict[str, Any], components: set[str], indicators: set[str]
) -> None:
    check_words(book, file, line, row, "names")
    book.refer(file, line, "component", str(row.get("component")), components)
    if not isinstance(row.get("level"), int) or row["level"] < 1:
        book.fault(file, line, "The level is not a number from 1.", "Write level = 1 for the first.")
    bounds = [key for key in ("at_least", "at_most") if key in row]
    if row.get("indicator"):
        book.refer(file, line, "indicator", str(row["indicator"]), indicators)
        if len(bounds) != 1:
            problem = "It is not said where the criterion is met."
            book.fault(file, line, problem, "Write at_least or at_most, and not both.")
    elif bounds:
        problem = f"{bounds[0]} stands without an indicator."
        book.fault(file, line, problem, "Name the indicator, or take the bound away.")
