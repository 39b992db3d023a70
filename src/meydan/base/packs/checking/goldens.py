"""Runs a pack's golden cases: deadlines, folding, ids and what rooms registered, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from meydan.base.locale.public import (
    deadline,
    fold,
    is_iban,
    is_ir_legal,
    is_ir_national,
    is_tckn,
    is_vkn,
)
from meydan.base.packs.checking.book import Book
from meydan.base.packs.reader import PackUnreadable, Row, read_csv
from meydan.base.packs.registry import GoldenAnswer, golden_answers

IDS: dict[str, Callable[[str], bool]] = {
    "tckn": is_tckn,
    "vkn": is_vkn,
    "ir_national": is_ir_national,
    "ir_legal": is_ir_legal,
    "iban": is_iban,
}


def check_goldens(book: Book) -> None:
    """Each case of the pack's own ``golden`` folder."""
    answers: dict[str, Callable[[Row], str]] = {
        "deadlines": lambda row: _deadline(book, row),
        "folds": lambda row: fold(row["text"]),
        "ids": lambda row: "1" if IDS[row["kind"]](row["value"]) else "0",
        **{name: _asked(book, found) for name, found in golden_answers().items()},
    }
    for name, answer in answers.items():
        for row in _rows(book, name):
            expected = row.get("expected", row.get("valid", ""))
            found = _try(answer, row)
            if found != expected:
                problem = f"This golden case gives {found}, not {expected}."
                book.fault(
                    row.file, row.line, problem, "Count again by hand: either the case or the rule is wrong."
                )


def _asked(book: Book, found: GoldenAnswer) -> Callable[[Row], str]:
    return lambda row: found(book.pack, row)


def _rows(book: Book, name: str) -> Iterator[Row]:
    file = book.folder / "golden" / f"{name}.csv"
    try:
        yield from read_csv(file) if file.is_file() else []
    except PackUnreadable:
        return


def _try(answer: Callable[[Row], str], row: Row) -> str:
    try:
        return answer(row)
    except (ValueError, KeyError) as fault:
        return f"nothing ({fault})"


def _deadline(book: Book, row: Row) -> str:
    end = deadline(
        date.fromisoformat(row["start"]),
        int(row["n"]),
        row["unit"],
        book.pack.work_calendar(),
        book.pack.deadline_rule(),
    )
    return end.isoformat()
