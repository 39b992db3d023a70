"""What ``meydan check-pack`` asks of ``plan_situation.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from meydan.base.packs.public import Book
from meydan.kernel.strategy.models import SituationLine

LANGUAGES = ("tr", "fa", "en")
SCORES = ("impact", "effort", "urgency")


def check_situation(book: Book) -> None:
    """Lines have a field, three languages and something behind them; scores run from 1 to 5 and are signed."""
    found = book.document("plan_situation")
    if found is None:
        return
    file, document = found
    plan = book.whole("plan")
    if document.get("plan") != plan.get("plan", {}).get("code"):
        remedy = "Name the code that stands in plan.toml."
        book.fault(file, 1, f"No plan is called {document.get('plan', '')!r}.", remedy)
    indicators = {str(row.get("code")) for row in plan.get("indicator", [])} | book.codes("indicators")
    for number, row in enumerate(document.get("line", [])):
        _check_line(book, file, book.at(file, "line", number), row, indicators)
    actions = {str(row.get("code")) for row in plan.get("action", [])}
    for number, row in enumerate(document.get("score", [])):
        _check_score(book, file, book.at(file, "score", number), row, actions)


def _check_line(book: Book, file: Path, line: int, row: dict[str, Any], indicators: set[str]) -> None:
    if row.get("field") not in SituationLine.Field.values:
        remedy = f"Use one of: {', '.join(SituationLine.Field.values)}."
        book.fault(file, line, f"field {row.get('field', '')!r} is not known.", remedy)
    for language in LANGUAGES:
        if not row.get("names", {}).get(language):
            book.fault(file, line, f"names.{language} is empty.", "Write the sentence in this language.")
    if not row.get("indicator") and not row.get("source"):
        book.fault(file, line, "Nothing stands behind the line.", "Name an indicator or a source.")
    if row.get("indicator"):
        book.refer(file, line, "indicator", str(row["indicator"]), indicators)


def _check_score(book: Book, file: Path, line: int, row: dict[str, Any], actions: set[str]) -> None:
    book.refer(file, line, "action", str(row.get("action", "")), actions)
    for name in SCORES:
        if row.get(name) not in range(1, 6):
            book.fault(file, line, f"{name} is {row.get(name)!r}.", "Write a whole number from 1 to 5.")
    if not row.get("post"):
        book.fault(file, line, "Nobody signs the score.", "Name the post that judged.")
