"""The language of the moment and names kept in several languages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

LANGUAGES = ("tr", "fa", "en")
RIGHT_TO_LEFT = frozenset({"fa", "ar", "ku", "az-arab"})
_FALLBACK = ("en", "tr", "fa")


def current_language() -> str:
    """Return the active language as ``tr``, ``fa`` or ``en``."""
    code = (get_language() or "en").partition("-")[0]
    return code if code in LANGUAGES else "en"


def direction(language: str | None = None) -> str:
    """Return ``rtl`` or ``ltr``."""
    return "rtl" if (language or current_language()) in RIGHT_TO_LEFT else "ltr"


def text(names: Mapping[str, str] | str | None, language: str | None = None) -> str:
    """
    Return the name in ``language`` (the active one by default), else in English, Turkish, Persian or any.

    A plain string is its own name; nothing gives an empty string.
    """
    if not names:
        return ""
    if not isinstance(names, Mapping):
        return str(names)
    for code in (language or current_language(), *_FALLBACK):
        if names.get(code):
            return str(names[code])
    return next((str(name) for name in names.values() if name), "")
