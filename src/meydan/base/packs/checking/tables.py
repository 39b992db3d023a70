"""Checks the CSV files of a pack: columns, codes, cells and what they point at."""

from __future__ import annotations

import difflib
import json
import re
from datetime import date
from pathlib import Path

from meydan.base.packs.checking.book import Book
from meydan.base.packs.checking.shapes import LABELLED, SHAPES, Shape, shape_of
from meydan.base.packs.reader import PackUnreadable, Row, heading_of, read_csv

COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")
# Overlay rooms may bring tables of their own under this folder; their own loaders judge them.
FREE_FOLDER = "data"


def check_tables(book: Book) -> None:
    """Every CSV file of the pack itself."""
    for file in book.files(".csv"):
        name = file.relative_to(book.folder).with_suffix("").as_posix()
        if name.startswith(f"{FREE_FOLDER}/"):
            continue
        shape = shape_of(name)
        if shape is None:
            _unknown_table(book, file, name)
            continue
        try:
            rows = _rows(book, file, shape)
        except PackUnreadable as unreadable:
            book.fault(unreadable.file, unreadable.line, unreadable.problem, unreadable.remedy)
            continue
        _check_codes(book, rows)
        for row in rows:
            _check_cells(book, row, shape)
            _check_references(book, row, shape)
        if shape.labels:
            _check_labels(book, name, rows)


def _unknown_table(book: Book, file: Path, name: str) -> None:
    near = difflib.get_close_matches(name, SHAPES, n=1)
    remedy = (
        f"Rename it to {near[0]}.csv."
        if near
        else f"Known tables: {', '.join(SHAPES)}; own ones go under {FREE_FOLDER}/."
    )
    book.fault(file, 1, f"There is no table called {name!r}.", remedy)


def _rows(book: Book, file: Path, shape: Shape) -> list[Row]:
    heading, line = heading_of(file)
    for column in heading:
        if column not in shape.columns:
            near = difflib.get_close_matches(column, shape.columns, n=1)
            remedy = f"Rename it to {near[0]}." if near else f"Known columns: {', '.join(shape.columns)}."
            book.fault(file, line, f"There is no column {column!r} in this table.", remedy)
    for column in shape.required[:1]:
        if column not in heading:
            book.fault(file, line, f"The column {column!r} is missing.", "Add it to the heading and fill it.")
    for column in {column for column in heading if heading.count(column) > 1}:
        book.fault(file, line, f"The column {column!r} stands twice.", "Remove one of them.")
    return read_csv(file)


def _check_codes(book: Book, rows: list[Row]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        code = row.get("code", "")
        if "code" in row and not code:
            book.fault(
                row.file, row.line, "The row has no code.", "Give it a short word that no other row has."
            )
        elif code in seen and code:
            remedy = "Give one of them another code, or remove one."
            book.fault(row.file, row.line, f"The code {code!r} already stands on line {seen[code]}.", remedy)
        seen.setdefault(code, row.line)


def _check_cells(book: Book, row: Row, shape: Shape) -> None:
    for column in shape.numbers:
        _check_number(book, row, column)
    for column in shape.days:
        _check_day(book, row, column)
    for column in shape.json:
        _check_json(book, row, column)
    for column in shape.colours:
        if row.get(column) and not COLOUR.match(row[column]):
            _cell(book, row, column, "is not a colour", "Write it as #rrggbb, such as #2f6690.")
    for column, choices in shape.choices.items():
        if row.get(column) and row[column] not in choices:
            _cell(book, row, column, "is not known", f"Use one of: {', '.join(choices)}.")


def _check_number(book: Book, row: Row, column: str) -> None:
    try:
        float(row.get(column) or 0)
    except ValueError:
        _cell(book, row, column, "is not a number", "Write digits 0-9 with a point, such as 35.4.")


def _check_day(book: Book, row: Row, column: str) -> None:
    try:
        date.fromisoformat(row.get(column) or "2000-01-01")
    except ValueError:
        _cell(book, row, column, "is not a day", "Write it as year-month-day, such as 2026-11-23.")


def _check_json(book: Book, row: Row, column: str) -> None:
    try:
        read = json.loads(row.get(column) or "{}")
    except ValueError as fault:
        _cell(
            book,
            row,
            column,
            f"is not JSON ({fault})",
            'Write it as {"days": 90}, with the quotes doubled in CSV.',
        )
        return
    if not isinstance(read, dict):
        _cell(book, row, column, "is not a JSON object", 'Write it as {"days": 90}.')


def _cell(book: Book, row: Row, column: str, what: str, remedy: str) -> None:
    book.fault(row.file, row.line, f"{column} {row.get(column, '')!r} {what}.", remedy)


def _check_references(book: Book, row: Row, shape: Shape) -> None:
    for column, (what, table) in shape.references.items():
        code = row.get(column, "")
        if code:
            known = set(book.services) if table == "services" else book.codes(table)
            book.refer(row.file, row.line, what, code, known)


def _check_labels(book: Book, name: str, rows: list[Row]) -> None:
    """A row may leave a label to an ancestor, so the merged row is judged and the own line is named."""
    try:
        merged = {row.get("code"): row for row in book.pack.table(name)} if rows and "code" in rows[0] else {}
    except PackUnreadable:
        return
    for row in rows:
        if row.get("withdrawn") == "1":
            continue
        whole = merged.get(row.get("code"), row)
        missing = [column for column in LABELLED if not whole.get(column)]
        if missing:
            what = row.get("code") or row.get("day", "")
            book.fault(
                row.file,
                row.line,
                f"{what!r} has no {', '.join(missing)}.",
                "Fill the label in every language.",
            )
