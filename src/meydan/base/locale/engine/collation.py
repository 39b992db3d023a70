"""Sort keys that order names as a Turkish or a Persian directory does."""

from __future__ import annotations

import unicodedata

from meydan.base.locale.engine.casing import tr_lower

TURKISH = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
LATIN = "abcdefghijklmnopqrstuvwxyz"
# آ is a letter of its own, the hamza and its seats one more after ا, and و stands before ه (CLDR, fa).
PERSIAN = "آاءبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_PERSIAN_VARIANTS = {"ا": "ٱ", "ء": "أإؤئ", "ک": "ڪك", "ه": "ەہةۃۀھ", "ی": "ىےيېۍێ"}
_PERSIAN_SEATS = {
    variant: (letter, str(place))
    for letter, variants in _PERSIAN_VARIANTS.items()
    for place, variant in enumerate(variants, 1)
}
_UNSEEN = frozenset("\u0640\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\u00ad")

# Spaces and marks, then digits, then the reader's own letters, then all others, as in CLDR's root.
_MARK, _DIGIT, _OWN, _NEIGHBOUR, _OTHER = (k << 24 for k in range(5))

Key = tuple[tuple[int, ...], tuple[str, ...], tuple[int, ...]]


def collation_key(words: str, language: str) -> Key:
    """
    Return a key that sorts ``words`` in the order of ``language``.

    First the letters decide, then their accents, then case (small before capital), as ICU does.
    Letter order equals ICU's for Turkish and Persian words; accents of other scripts are ordered by code.
    """
    primary: list[int] = []
    accents: list[str] = []
    cases: list[int] = []
    for letter in unicodedata.normalize("NFC", words):
        if letter in _UNSEEN:
            continue
        if unicodedata.combining(letter):
            if accents:
                accents[-1] += letter
            continue
        small = tr_lower(letter) if language == "tr" else letter.lower()
        weight, accent = _weigh(small[:1], language)
        primary.append(weight)
        accents.append(accent)
        cases.append(int(small != letter))
    return tuple(primary), tuple(accents), tuple(cases)


def _weigh(small: str, language: str) -> tuple[int, str]:
    """Weight of a small letter and the accent that was taken off it."""
    own, neighbour = _alphabets(language)
    bare, accent = small, ""
    if small in _PERSIAN_SEATS:
        bare, accent = _PERSIAN_SEATS[small]
    elif small not in own and small not in neighbour:
        bare, accent = _without_accent(small)
    if bare in own:
        return _OWN + own.index(bare), accent
    if bare in neighbour:
        return _NEIGHBOUR + neighbour.index(bare), accent
    if bare.isdecimal():
        return _DIGIT + unicodedata.decimal(bare), accent
    return (_OTHER if bare.isalpha() else _MARK) + ord(bare), accent


def _alphabets(language: str) -> tuple[str, str]:
    if language == "fa":
        return PERSIAN, LATIN
    return (TURKISH if language == "tr" else LATIN), PERSIAN


def _without_accent(small: str) -> tuple[str, str]:
    if small == "ı":
        return "i", "ı"
    parts = unicodedata.normalize("NFD", small)
    return parts[0], parts[1:]
