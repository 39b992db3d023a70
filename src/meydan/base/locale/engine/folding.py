"""Folded text for search: what a person types finds what another person wrote."""

from __future__ import annotations

import itertools
import re
import unicodedata

from meydan.base.locale.engine.digits import to_latin_digits

# Letters that no Unicode decomposition brings together, and marks that a searcher never types.
_LETTERS = str.maketrans(
    {
        "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ə": "e",
        "ي": "ی", "ى": "ی", "ې": "ی", "ێ": "ی", "ے": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ە": "ه", "ہ": "ه",
        "ھ": "ه", "ٱ": "ا", "ء": None, "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'",
        "\u0640": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u200e": None, "\u200f": None,
        "\u061c": None, "\u2060": None, "\ufeff": None, "\u00ad": None,
    }
)  # fmt: skip


class _Bare(dict[int, str | int | None]):
    """What becomes of each letter of decomposed text; filled as letters are met, for whole texts at C's pace."""

    def __missing__(self, code: int) -> str | int | None:
        letter = chr(code)
        known: str | int | None = to_latin_digits(letter) if letter.isdecimal() else _LETTERS.get(code, code)
        self[code] = bare = None if unicodedata.combining(letter) else known
        return bare


_BARE = _Bare()
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")

# Endings and beginnings that stand joined, with a half-space or with a space in everyday Persian.
_ENDINGS = frozenset(
    [
        "ها",
        "های",
        "هایی",
        "هایم",
        "هایت",
        "هایش",
        "هایمان",
        "هایتان",
        "هایشان",
        "ای",
        "ام",
        "ات",
        "اش",
        "اند",
        "تر",
        "ترین",
    ]
)
_PLURALS = ("هایی", "های", "ها")
_BEGINNINGS = frozenset({"می", "نمی", "بی"})
_SHORTEST_STEM = 2


def fold(words: str) -> str:
    """
    Return the form under which text is searched, one form for Turkish, Persian and Latin script.

    Case, the dots of i, diacritics, Arabic letter variants, half-spaces, tatweel and harakat are
    levelled and digits become 0-9; spaces are single. Never shown to people.
    """
    words = unicodedata.normalize("NFKC", words).replace("İ", "i").replace("I", "i").casefold()
    return _SPACES.sub(" ", unicodedata.normalize("NFD", words).translate(_BARE)).strip()


def _split_forms(word: str) -> list[str]:
    """Parts of one written word: around half-spaces, before an apostrophe, before a joined plural."""
    parts = [fold(part) for part in word.split("\u200c")] if "\u200c" in word else []
    folded = fold(word)
    if "'" in folded:
        parts.append(folded.partition("'")[0])
    for plural in _PLURALS:
        stem = folded.removesuffix(plural)
        if stem != folded and len(stem) >= _SHORTEST_STEM:
            return [*parts, stem, plural]
    return parts


def _joined_forms(tokens: list[str]) -> list[str]:
    joined = []
    for before, after in itertools.pairwise(tokens):
        if after in _ENDINGS or before in _BEGINNINGS:
            joined.append(before + after)
    return joined


def fold_forms(words: str) -> str:
    """
    Return the folded text followed by other spellings of its words, for a search index.

    Added are: parts around a half-space, the pair joined where ها, های, می and their kin stand
    apart, the stem of a joined plural, and the stem before an apostrophe (Gümüşhane’nin).
    """
    folded = fold(words)
    tokens = _WORD.findall(folded)
    extra = _joined_forms(tokens)
    for word in words.split():
        extra.extend(_split_forms(word))
    known = set(tokens)
    fresh = [form for form in dict.fromkeys(extra) if form and form not in known]
    return " ".join([folded, *fresh]).strip()
