"""A table of contracts becomes rows; what cannot be read is named with its row and its column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from meydan.base.locale.engine.folding import fold
from meydan.kernel.strategy.engine.cells import CellUnreadable, amount, is_nothing, span
from meydan.kernel.strategy.engine.sheet import SourceRow

HEADINGS: dict[str, tuple[str, ...]] = {
    "number": (
        "number",
        "no",
        "contract number",
        "sözleşme no",
        "sözleşme numarası",
        "sayı",
        "شماره",
        "شماره قرارداد",
    ),
    "subject": ("subject", "konu", "sözleşme konusu", "işin adı", "iş", "موضوع", "موضوع قرارداد"),
    "contractor": ("contractor", "supplier", "yüklenici", "firma", "پیمانکار", "طرف قرارداد"),
    "amount": ("amount", "value", "bedel", "sözleşme bedeli", "tutar", "مبلغ", "مبلغ قرارداد"),
    "signed_on": ("signed_on", "signed", "sözleşme tarihi", "imza tarihi", "تاریخ", "تاریخ قرارداد"),
    "starts_on": (
        "starts_on",
        "starts",
        "begins",
        "başlangıç",
        "başlangıç tarihi",
        "işe başlama",
        "آغاز",
        "شروع",
    ),
    "ends_on": ("ends_on", "ends", "bitiş", "bitiş tarihi", "iş bitimi", "پایان", "خاتمه"),
    "action": ("action", "action_code", "eylem", "eylem kodu", "اقدام", "کد اقدام"),
    "notice": ("notice", "tender notice", "ihale ilanı", "ilan", "آگهی", "آگهی مناقصه"),
}
REQUIRED = ("number", "subject", "contractor")
KNOWN = {fold(words): name for name, every in HEADINGS.items() for words in every}


@dataclass(frozen=True)
class ContractRow:
    """A contract as a row of the table names it."""

    row: int
    number: str
    subject: str
    contractor: str
    amount: Decimal | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    action: str = ""
    notice: str = ""


@dataclass(frozen=True)
class ContractFault:
    """One fault of one row; it stays out, or comes in without this cell."""

    kind: str
    row: int
    column: str = ""
    text: str = ""
    leaves_out: bool = False


@dataclass
class ContractReading:
    """What a table says."""

    rows: list[ContractRow] = field(default_factory=list)
    faults: list[ContractFault] = field(default_factory=list)


def read_contracts(table: Sequence[SourceRow], *, language: str, currency: str) -> ContractReading:
    """
    Read a table whose first row with the needed headings is its head; rows above it are left alone.

    :param currency: ISO 4217; empty where the city has none yet
    """
    found = ContractReading()
    head = _head(table)
    if head is None:
        found.faults.append(ContractFault("head_missing", 0, leaves_out=True))
        return found
    place, columns = head
    seen: set[str] = set()
    for row in table[place + 1 :]:
        cells = {name: _cell(row, column) for name, column in columns.items()}
        if any(cells.values()):
            _read(found, row.row, cells, table[place].cells[columns["amount"]] if "amount" in columns else "",
                  seen, language, currency)  # fmt: skip
    return found


def _head(table: Sequence[SourceRow]) -> tuple[int, dict[str, int]] | None:
    for place, row in enumerate(table[:20]):
        columns: dict[str, int] = {}
        for column, words in enumerate(row.cells):
            name = KNOWN.get(fold(words.split("(")[0].strip()))
            if name and name not in columns:
                columns[name] = column
        if all(name in columns for name in REQUIRED):
            return place, columns
    return None


def _cell(row: SourceRow, column: int) -> str:
    words = row.cells[column].strip() if column < len(row.cells) else ""
    return "" if is_nothing(words) else words


def _read(
    found: ContractReading,
    row: int,
    cells: dict[str, str],
    heading: str,
    seen: set[str],
    language: str,
    currency: str,
) -> None:
    for name in REQUIRED:
        if not cells[name]:
            found.faults.append(ContractFault("cell_missing", row, name, leaves_out=True))
            return
    if cells["number"] in seen:
        found.faults.append(ContractFault("number_twice", row, "number", cells["number"], leaves_out=True))
        return
    money: Decimal | None = None
    if cells.get("amount"):
        try:
            money = amount(cells["amount"], heading=heading, language=language, currency=currency)
        except CellUnreadable as fault:
            kind = fault.kind if fault.kind == "amount_negative" else "amount_unreadable"
            found.faults.append(ContractFault(kind, row, "amount", cells["amount"], leaves_out=True))
            return
    days = {
        name: _day(found, row, name, cells.get(name, "")) for name in ("signed_on", "starts_on", "ends_on")
    }
    if days["starts_on"] and days["ends_on"] and days["ends_on"] < days["starts_on"]:
        found.faults.append(ContractFault("date_order", row, "ends_on", cells["ends_on"]))
        days["ends_on"] = None
    notice = cells.get("notice", "")
    if notice and not notice.startswith(("http://", "https://")):
        found.faults.append(ContractFault("notice_no_address", row, "notice", notice))
        notice = ""
    seen.add(cells["number"])
    found.rows.append(
        ContractRow(
            row=row,
            number=cells["number"][:60],
            subject=cells["subject"][:400],
            contractor=cells["contractor"][:200],
            amount=money,
            action=cells.get("action", ""),
            notice=notice[:400],
            **days,
        )
    )


def _day(found: ContractReading, row: int, name: str, words: str) -> date | None:
    if not words:
        return None
    try:
        read = span(words)
    except CellUnreadable:
        found.faults.append(ContractFault("date_unreadable", row, name, words))
        return None
    return read.last if name == "ends_on" else read.first
