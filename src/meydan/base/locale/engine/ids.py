"""Check digits of the numbers by which persons, companies, accounts and places are known."""

from __future__ import annotations

import re

from meydan.base.locale.engine.digits import to_latin_digits

_JOINTS = re.compile(r"[\s\-./\u200b-\u200f]+")
_LEGAL_WEIGHTS = (29, 27, 23, 19, 17) * 2
_IBAN_LENGTHS = {"TR": 26, "IR": 26}
_SHOWN = 2


def compact_id(words: str) -> str:
    """Return an id without joints, in Latin digits and capital letters."""
    return _JOINTS.sub("", to_latin_digits(words)).upper()


def _digits(words: str, length: int) -> list[int] | None:
    plain = compact_id(words)
    return [int(c) for c in plain] if len(plain) == length and plain.isascii() and plain.isdigit() else None


def is_tckn(words: str) -> bool:
    """Check a Turkish person's id (TCKN, 11 digits); agrees with python-stdnum's tr.tckimlik."""
    d = _digits(words, 11)
    if d is None or d[0] == 0:
        return False
    tenth = (7 * sum(d[0:9:2]) - sum(d[1:8:2])) % 10
    return d[9] == tenth and d[10] == sum(d[:10]) % 10


def is_vkn(words: str) -> bool:
    """Check a Turkish tax number (VKN, 10 digits); agrees with python-stdnum's tr.vkn."""
    d = _digits(words, 10)
    if d is None:
        return False
    total = 0
    for i in range(1, 10):
        v = (d[i - 1] + 10 - i) % 10
        w = v * 2 ** (10 - i) % 9
        total += 9 if v and not w else w
    return d[9] == (10 - total % 10) % 10


def is_ir_national(words: str) -> bool:
    """
    Check an Iranian person's national code (10 digits, 8 and 9 are padded with zeros).

    The place prefix is not judged: lists of prefixes lag behind the registry.
    """
    plain = compact_id(words)
    d = _digits(plain.zfill(10), 10) if len(plain) >= 8 else None
    if d is None or len(set(d)) == 1:
        return False
    r = sum(d[i] * (10 - i) for i in range(9)) % 11
    return d[9] == (r if r < 2 else 11 - r)


def is_ir_legal(words: str) -> bool:
    """Check the id of a legal person in Iran (11 digits)."""
    d = _digits(words, 11)
    if d is None or len(set(d)) == 1:
        return False
    k = d[9] + 2
    check = sum((d[i] + k) * _LEGAL_WEIGHTS[i] for i in range(10)) % 11
    return d[10] == check % 10


def is_iban(words: str, country: str | None = None) -> bool:
    """Check an IBAN by ISO 13616 (remainder 1 of 97), of ``country`` if given; TR and IR have 26 letters."""
    plain = compact_id(words)
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", plain) or (country and plain[:2] != country):
        return False
    if len(plain) != _IBAN_LENGTHS.get(plain[:2], len(plain)):
        return False
    # 00, 01 and 99 leave the right remainder too, but no bank issues them.
    if not "02" <= plain[2:4] <= "98":
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def ir_postcode_ok(words: str) -> bool:
    """
    Check the form of an Iranian postcode (10 digits).

    Digits 1 to 4 are never 0 or 2 and not all equal, digit 5 never 0, 2 or 5, and the last five never 2.
    Whether the code exists only the national address service (GNAF) can say.
    """
    plain = compact_id(words)
    if not re.fullmatch(r"[13-9]{4}[1346-9][013-9]{5}", plain):
        return False
    return len(set(plain[:4])) > 1


def mask_id(words: str) -> str:
    """Return an id with its middle hidden: two characters at each end stay, of a short one only the last."""
    plain = compact_id(words)
    if len(plain) < 8:
        return "•" * max(len(plain) - 1, 0) + plain[-1:]
    return plain[:_SHOWN] + "•" * (len(plain) - 2 * _SHOWN) + plain[-_SHOWN:]
