"""Upper and lower case that knows the Turkish dotted and dotless i."""

from __future__ import annotations


def tr_lower(words: str) -> str:
    """Return ``words`` in lower case as Turkish writes it: I becomes ı, İ becomes i."""
    return words.replace("I", "ı").replace("İ", "i").lower()


def tr_upper(words: str) -> str:
    """Return ``words`` in upper case as Turkish writes it: i becomes İ, ı becomes I."""
    return words.replace("i", "İ").replace("ı", "I").upper()


def capitalise(words: str, language: str) -> str:
    """Return ``words`` with its first letter in upper case, the rest untouched."""
    if not words:
        return words
    first = tr_upper(words[0]) if language == "tr" else words[0].upper()
    return first + words[1:]
