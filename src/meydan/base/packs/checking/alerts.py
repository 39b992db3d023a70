"""Checks the rules of a pack: each says what its kind needs."""

from __future__ import annotations

from datetime import time

from meydan.base.packs.checking.book import Book
from meydan.base.packs.reader import PackUnreadable, Row, read_csv

AREA_WORDS = ("POLYGON", "MULTIPOLYGON", "{", "place:", "layer:")
# kind -> columns that it cannot do without
NEEDED = {
    "rate": ("window_s",),
    "flat": ("window_s",),
    "index": ("provider",),
    "forecast": ("provider", "level", "window_s"),
    "area": ("min_count", "window_s"),
}


def check_rules(book: Book) -> None:
    """Every row of the pack's own rules, as inherited."""
    file = book.folder / "rules.csv"
    if not file.is_file():
        return
    try:
        own, whole = read_csv(file), {row.get("code"): row for row in book.pack.table("rules")}
    except PackUnreadable:
        return
    for row in own:
        if row.get("withdrawn") != "1":
            _check_rule(book, row, whole.get(row.get("code"), row))


def _check_rule(book: Book, row: Row, whole: Row) -> None:
    kind = whole.get("kind") or "threshold"
    for column in NEEDED.get(kind, ()):
        if not whole.get(column):
            _fault(book, row, f"A rule of the kind {kind} has no {column}.", f"Fill {column}.")
    if kind == "flat" and (whole.get("comparison") != "below" or _number(whole.get("limit")) <= 0):
        remedy = "Write comparison below, and as limit the spread that still counts as standing still."
        _fault(book, row, "A flat line is a spread below a small limit.", remedy)
    if kind == "absence" and not (_number(whole.get("limit")) > 0 or _number(whole.get("window_s")) > 0):
        _fault(
            book, row, "It says nothing of how long.", "Fill limit (missed periods) or window_s (seconds)."
        )
    for column in ("quiet_from", "quiet_to"):
        _check_clock(book, row, column, whole.get(column, ""))
    if bool(whole.get("quiet_from")) != bool(whole.get("quiet_to")):
        _fault(book, row, "Quiet hours have one end.", "Fill both quiet_from and quiet_to, or neither.")
    area = whole.get("area", "")
    if area and not area.startswith(AREA_WORDS):
        remedy = "Write a POLYGON as WKT, GeoJSON, place:LAYER/KEY or layer:CODE."
        _fault(book, row, f"area {area!r} is none that can be read.", remedy)


def _check_clock(book: Book, row: Row, column: str, cell: str) -> None:
    try:
        time.fromisoformat(cell or "00:00")
    except ValueError:
        _fault(book, row, f"{column} {cell!r} is no time of day.", "Write it as 22:00.")


def _number(cell: str | None) -> float:
    try:
        return float(cell or 0)
    except ValueError:
        return 0.0


def _fault(book: Book, row: Row, problem: str, remedy: str) -> None:
    book.fault(row.file, row.line, f"The rule {row.get('code')!r}: {problem}", remedy)
