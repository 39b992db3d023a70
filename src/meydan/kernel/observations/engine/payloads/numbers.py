"""Values as devices write them: numbers, numbers in quotes, true and false, words for "no value"."""

from __future__ import annotations

import math
from typing import Any

from meydan.kernel.observations.engine.payloads.shapes import FieldShape

DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫−", "01234567890123456789.-")
NO_VALUE = frozenset({"", "-", "--", "null", "none", "n/a", "na"})


class NotANumber(Exception):
    """Something stands there that is no number; the message shows it."""


def number_in(value: Any, shape: FieldShape) -> float | None:
    """
    The number a value stands for, scaled; ``None`` when it says that there is none.

    True is 1 and false is 0. NaN and infinity are no numbers: a device that means "no value" by them has them
    named in ``missing``.

    :raises NotANumber: if it is neither
    """
    if value is None or _says_missing(value, shape):
        return None
    number = _plain(value, shape)
    if not math.isfinite(number):
        raise NotANumber(str(value)[:80])
    scaled = number * shape.scale + shape.offset
    if not math.isfinite(scaled):
        raise NotANumber(f"{number:g} × {shape.scale:g}")
    return scaled


def _says_missing(value: Any, shape: FieldShape) -> bool:
    if isinstance(value, str) and value.strip().casefold() in NO_VALUE:
        return True
    return any(_is_one(value, word, shape) for word in shape.missing)


def _is_one(value: Any, word: str | float, shape: FieldShape) -> bool:
    if isinstance(word, str):
        return str(value).strip().casefold() == word.casefold()
    if isinstance(value, str):
        return _number_or_nan(value, shape) == word
    return isinstance(value, int | float) and not isinstance(value, bool) and value == word


def _number_or_nan(text: str, shape: FieldShape) -> float:
    try:
        return _of_text(text, shape)
    except ValueError:
        return math.nan


def _plain(value: Any, shape: FieldShape) -> float:
    try:
        if isinstance(value, int | float):
            return float(value)
        if isinstance(value, str):
            return _of_text(value, shape)
    except (ValueError, OverflowError) as fault:
        raise NotANumber(str(value)[:80]) from fault
    raise NotANumber(str(value)[:80])


def _of_text(text: str, shape: FieldShape) -> float:
    bare = text.strip().translate(DIGITS)
    if "_" in bare:
        raise ValueError(bare)  # Python reads 1_000; nobody else writes it
    return float(bare.replace(",", ".") if shape.decimal == "," else bare)
