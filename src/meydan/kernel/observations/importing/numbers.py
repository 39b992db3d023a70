"""Columns of text become numbers: Persian digits, decimal commas, words for missing."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np

from meydan.kernel.observations.engine.batch import Floats

DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫−", "01234567890123456789.-", "٬\u200e\u200f\u202a\u202c")
DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")
DECIMAL_POINT = re.compile(r"[-+]?\d+\.\d+")
# What people and instruments write for "no value".
MISSING = frozenset(
    {"", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "-", "—", "--", "#N/A", "yok", "ندارد"}
)
JOINT = "\x1f"


def latin(cells: list[str]) -> list[str]:
    """Cells with Persian and Arabic digits and signs turned to Latin, and no blanks around them."""
    joined = JOINT.join(cells)
    if not joined.isascii():
        joined = joined.translate(DIGITS).replace("\u00a0", " ")
    return [cell.strip() for cell in joined.split(JOINT)] if cells else []


def find_decimal(columns: list[list[str]], delimiter: str) -> str:
    """Whether the numbers of a file use "." or ","; a comma that separates cells cannot be in a number."""
    if delimiter == ",":
        return "."
    sample = [cell for column in columns for cell in latin(column[:2000])]
    commas = sum(bool(DECIMAL_COMMA.fullmatch(cell)) for cell in sample)
    points = sum(bool(DECIMAL_POINT.fullmatch(cell)) for cell in sample)
    return "," if commas > points else "."


def read_numbers(
    cells: list[str], decimal: str, missing: Collection[str]
) -> tuple[Floats, list[int], list[int]]:
    """
    Numbers of a column, the positions of missing cells and of unreadable ones; both hold NaN.

    :param missing: words and values that stand for "no value" besides the usual ones, such as "-200"
    """
    cells = latin(cells)
    absent = MISSING | frozenset(latin(list(missing)))
    written = frozenset(_number(word, decimal) for word in missing) - {None}
    if decimal == ",":
        cells = [cell.replace(".", "").replace(",", ".") if cell not in absent else cell for cell in cells]
        absent |= {word.replace(",", ".") for word in absent}
    gone = [place for place, cell in enumerate(cells) if cell in absent]
    for place in gone:
        cells[place] = "nan"
    value, unreadable = _floats(cells)
    if written:
        # -200, -200.0 and -200,00 are one sentinel.
        sentinel = np.isin(value, np.array(sorted(x for x in written if x is not None)))
        gone += np.flatnonzero(sentinel).tolist()
        value[sentinel] = np.nan
    return value, gone, unreadable


def _number(word: str, decimal: str) -> float | None:
    try:
        found = float(latin([word])[0].replace(decimal, ".") if word else "nan")
    except ValueError:
        return None
    return None if np.isnan(found) else found


def _floats(cells: list[str]) -> tuple[Floats, list[int]]:
    try:
        return np.fromiter(map(float, cells), dtype=np.float64, count=len(cells)), []
    except ValueError:
        pass
    value = np.full(len(cells), np.nan)
    unreadable = []
    for place, cell in enumerate(cells):
        try:
            value[place] = float(cell)
        except ValueError:
            unreadable.append(place)
    return value, unreadable
