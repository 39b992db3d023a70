"""What ``meydan check-pack`` asks of the tables and files of this room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from meydan.base.packs.public import Book, PackUnreadable, Row, read_csv
from meydan.kernel.strategy.registry import QueryUnknown, query_named
from meydan.kernel.strategy.unitwords import is_known

SETS = "data/indicator_sets"
NUMBERINGS = ("published", "chapter", "own")
LANGUAGES = ("tr", "fa", "en")


def check_sets(book: Book) -> None:
    """Every set has a table and every table a set; rows have a code, a unit, three names and a real answer."""
    heads = book.folder / f"{SETS}.csv"
    for row in rows_of(book, heads):
        check_row(book, row)
        if row.get("numbering") not in NUMBERINGS:
            remedy = f"Use one of: {', '.join(NUMBERINGS)}."
            book.fault(row.file, row.line, f"numbering {row.get('numbering', '')!r} is not known.", remedy)
        if not (book.folder / SETS / f"{row.get('code')}.csv").is_file():
            remedy = f"Add {SETS}/{row.get('code')}.csv with its rows."
            book.fault(row.file, row.line, f"The set {row.get('code')!r} has no table.", remedy)
    known, indicators = book.codes(SETS), book.codes("indicators")
    for table in sorted((book.folder / SETS).glob("*.csv")):
        if table.stem not in known and book.is_readable:
            book.fault(table, 1, f"No set is called {table.stem!r}.", f"Add it to {SETS}.csv.")
        _check_set(book, table, indicators)


def _check_set(book: Book, table: Path, indicators: set[str]) -> None:
    seen: dict[str, int] = {}
    for row in rows_of(book, table):
        check_row(book, row)
        code = row.get("code", "")
        if code in seen:
            remedy = "Give one of them another code, or remove one."
            book.fault(table, row.line, f"The code {code!r} already stands on line {seen[code]}.", remedy)
        seen.setdefault(code, row.line)
        if not is_known(row.get("unit", "")):
            remedy = "Use a unit of kernel/strategy/unitwords.py, or add its words there."
            book.fault(table, row.line, f"The unit {row.get('unit', '')!r} has no words.", remedy)
        if row.get("answered_by"):
            book.refer(table, row.line, "indicator", row["answered_by"], indicators)


def check_queries(book: Book) -> None:
    """An indicator names a query that some room registered."""
    for row in rows_of(book, book.folder / "indicators.csv"):
        try:
            query_named(row.get("query") or "places.count_in_layer")
        except QueryUnknown as unknown:
            book.fault(row.file, row.line, f"{unknown}.", "Name one of those, or leave query empty.")


def check_outcomes(book: Book) -> None:
    """Outcomes and views name figures that are there; weights are not negative, and a scale has two ends."""
    told = book.document("data/outcomes")
    if told is None:
        return
    file, document = told
    indicators = book.codes("indicators")
    for number, row in enumerate(document.get("outcome", [])):
        line = book.at(file, "outcome", number)
        for key in ("names", "question", "means", "advice"):
            check_words(book, file, line, row, key)
        for code in row.get("indicators", []):
            book.refer(file, line, "indicator", str(code), indicators)
    for number, row in enumerate(document.get("composite", [])):
        for key in ("names", "about"):
            check_words(book, file, book.at(file, "composite", number), row, key)
        for place, part in enumerate(row.get("part", [])):
            line = book.at(file, "composite", number, "part", place)
            book.refer(file, line, "indicator", str(part.get("code")), indicators)
            _check_scale(book, file, line, part)


def _check_scale(book: Book, file: Path, line: int, part: dict[str, Any]) -> None:
    numbers = [part.get(key) for key in ("weight", "best", "worst")]
    if not all(isinstance(one, int | float) for one in numbers):
        book.fault(file, line, "weight, best and worst are not all numbers.", "Write each as a number.")
    elif part["weight"] < 0:
        book.fault(
            file, line, "The weight is negative.", "Write 0 or more; direction is said by best and worst."
        )
    elif part["best"] == part["worst"]:
        book.fault(
            file, line, "best and worst are the same.", "Say which value scores 100 and which scores 0."
        )


def check_words(book: Book, file: Path, line: int, row: dict[str, Any], key: str) -> None:
    """The words stand in every language."""
    for language in LANGUAGES:
        if not row.get(key, {}).get(language):
            book.fault(file, line, f"{key}.{language} is empty.", "Write it in this language.")


def rows_of(book: Book, file: Path) -> list[Row]:
    """The rows of one of the pack's own tables; none when it is not there or has its fault already."""
    try:
        return read_csv(file) if file.is_file() else []
    except PackUnreadable as unreadable:
        book.fault(unreadable.file, unreadable.line, unreadable.problem, unreadable.remedy)
        return []


def check_row(book: Book, row: Row) -> None:
    """A row has a code and its name in three languages."""
    if not row.get("code"):
        book.fault(row.file, row.line, "The row has no code.", "Give it a short word that no other row has.")
    for language in LANGUAGES:
        if not row.get(f"names.{language}"):
            book.fault(row.file, row.line, f"names.{language} is empty.", "Write the name in this language.")
