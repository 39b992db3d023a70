"""Number plates of Türkiye and Iran."""

from __future__ import annotations

import re

from meydan.base.locale.engine.casing import tr_upper
from meydan.base.locale.engine.digits import to_latin_digits

_BLANKS = re.compile(r"[\s\-\u200b-\u200f]+")
# Province 01 to 81; letters without Ç Ğ İ Ö Ş Ü Q W X; the more letters, the fewer digits.
_LETTER = "A-PR-VYZ"
_TR = re.compile(
    rf"(0[1-9]|[1-7]\d|8[01])(?:([{_LETTER}])(\d{{4,5}})|([{_LETTER}]{{2}})(\d{{3,4}})|([{_LETTER}]{{3}})(\d{{2,3}}))"
)
_IR = re.compile(r"([1-9]\d)(الف|[آ-ی])([1-9]\d{2})(?:ایران)?([1-9]\d)")


class PlateUnreadable(ValueError):
    """The text is no plate of that country."""


def read_plate_tr(words: str) -> str:
    """
    Return a Turkish plate as ``29 AB 123``.

    :raises PlateUnreadable: if it is none
    """
    plain = tr_upper(_BLANKS.sub("", to_latin_digits(words))).replace("İ", "I")
    found = _TR.fullmatch(plain)
    if not found:
        raise PlateUnreadable(words)
    return " ".join(part for part in found.groups() if part)


def read_plate_ir(words: str) -> str:
    """
    Return an Iranian plate as ``12 ب 345 ایران 27``, digits in Latin.

    :raises PlateUnreadable: if it is none
    """
    plain = _BLANKS.sub("", to_latin_digits(words)).replace("ي", "ی").replace("ك", "ک")
    found = _IR.fullmatch(plain)
    if not found:
        raise PlateUnreadable(words)
    two, letter, three, region = found.groups()
    return f"{two} {letter} {three} ایران {region}"


def is_plate(words: str, country: str) -> bool:
    """Say whether the text is a plate of ``country`` (``"TR"`` or ``"IR"``)."""
    try:
        (read_plate_tr if country == "TR" else read_plate_ir)(words)
    except PlateUnreadable:
        return False
    return True
