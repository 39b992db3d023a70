"""What is wrong with an answer as it is kept, by the kind of its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from meydan.base.forms.engine.definition import FIGURES, FILES, KINDS, Field

MOST_LETTERS = {"text": 200, "long_text": 4000, "email": 254, "phone": 40, "person_id": 20}
MOST_FILES = 5
MOST_ROWS = 50
PART_LETTERS = 120
POINT_LETTERS = 300
MARK_LETTERS = 80


@dataclass(frozen=True)
class Wrong:
    """Why an answer cannot stand: ``reason`` is a code the page has words for, ``bound`` the limit passed."""

    reason: str
    bound: Decimal | int | None = None


def wrong_with(field: Field, answer: Any) -> Wrong | None:
    """
    Say what is wrong with a given answer, or nothing; a missing one is not judged here.

    This is the last gate before an answer is kept, for pages, counters and phones that come back from the field alike.
    """
    if answer is None:
        return None
    shape = KINDS[field.kind]
    if not _SHAPES[shape](answer):
        return Wrong("unreadable")
    if field.kind in FIGURES:
        return _wrong_figure(field, Decimal(answer))
    if field.kind in MOST_LETTERS:
        return _wrong_length(field, answer)
    if field.kind == "choice":
        return None if answer in {choice.code for choice in field.choices} else Wrong("unknown_choice")
    if field.kind == "choices":
        known = {choice.code for choice in field.choices}
        return Wrong("unknown_choice") if set(answer) - known else _wrong_count(field, len(answer))
    if field.kind in FILES:
        return _wrong_count(field, len(answer), MOST_FILES)
    return _wrong_count(field, len(answer), MOST_ROWS) if field.kind == "group" else None


def _wrong_figure(field: Field, figure: Decimal) -> Wrong | None:
    if not figure.is_finite():
        return Wrong("unreadable")
    if field.least is not None and figure < field.least:
        return Wrong("too_small", field.least)
    if field.most is not None and figure > field.most:
        return Wrong("too_large", field.most)
    if abs(figure) >= Decimal(10) ** 15:
        return Wrong("too_large", Decimal(10) ** 15)
    exponent = figure.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return Wrong("too_fine", field.decimals) if places > field.decimals else None


def _wrong_length(field: Field, words: str) -> Wrong | None:
    most = int(field.most) if field.most is not None else MOST_LETTERS[field.kind]
    if len(words) > min(most, MOST_LETTERS[field.kind]):
        return Wrong("too_long", min(most, MOST_LETTERS[field.kind]))
    if field.least is not None and len(words) < field.least:
        return Wrong("too_short", field.least)
    return None


def _wrong_count(field: Field, count: int, ceiling: int | None = None) -> Wrong | None:
    most = int(field.most) if field.most is not None else ceiling
    if ceiling is not None and most is not None:
        most = min(most, ceiling)
    if most is not None and count > most:
        return Wrong("too_many", most)
    if field.least is not None and 0 < count < field.least:
        return Wrong("too_few", field.least)
    return None


def _is_figure(answer: Any) -> bool:
    try:
        return isinstance(answer, str) and len(answer) <= 40 and Decimal(answer).is_finite()
    except InvalidOperation:
        return False


def _is_day(answer: Any) -> bool:
    try:
        return isinstance(answer, str) and bool(date.fromisoformat(answer))
    except ValueError:
        return False


def _is_point(answer: Any) -> bool:
    if not isinstance(answer, dict) or set(answer) - {"lon", "lat", "words"} or not answer:
        return False
    words = answer.get("words", "")
    if not isinstance(words, str) or len(words) > POINT_LETTERS:
        return False
    if "lon" not in answer and "lat" not in answer:
        return bool(words)
    lon, lat = answer.get("lon"), answer.get("lat")
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in (lon, lat)):
        return False
    return -180 <= float(str(lon)) <= 180 and -90 <= float(str(lat)) <= 90


def _are_parts(answer: Any) -> bool:
    return isinstance(answer, dict) and all(
        isinstance(key, str) and isinstance(part, str) and len(part) <= PART_LETTERS
        for key, part in answer.items()
    )


def _are_texts(answer: Any) -> bool:
    return isinstance(answer, list) and all(isinstance(one, str) for one in answer)


def _is_signature(answer: Any) -> bool:
    return (
        isinstance(answer, dict)
        and answer.get("consent") is True
        and bool(answer.get("name") or answer.get("file"))
    )


def _are_rows(answer: Any) -> bool:
    return isinstance(answer, list) and all(isinstance(row, Mapping) for row in answer)


_SHAPES = {
    "text": lambda answer: isinstance(answer, str),
    "figure": _is_figure,
    "day": _is_day,
    "texts": _are_texts,
    "yes": lambda answer: isinstance(answer, bool),
    "parts": _are_parts,
    "point": _is_point,
    "files": _are_texts,
    "signature": _is_signature,
    "payment": lambda answer: isinstance(answer, dict) and isinstance(answer.get("state"), str),
    "time": lambda answer: isinstance(answer, str) and len(answer) <= MARK_LETTERS,
    "rows": _are_rows,
}
