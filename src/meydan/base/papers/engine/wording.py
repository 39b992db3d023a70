"""What people wrote, made fit to be set in type: no hidden signs, no signs that turn the line around."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# What a character would have to be to be set as itself: letters, marks, digits, punctuation, plain symbols, spaces.
SHOWN = ("L", "M", "N", "P", "Sc", "Sm", "Sk", "Zs")
# Of the invisible ones only the Persian half-space and its opposite are part of the spelling. The signs that turn the
# line around (U+202A to U+202E, U+2066 to U+2069) would let a text show another number than it says.
JOINERS = ("\u200c", "\u200d")
# Signs of units and of rights that our fonts draw, though they count as pictures.
SIGNS = "°©®"
MISSING = "?"
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def clean(text: str) -> str:
    """The text with line breaks kept, unseen signs gone and pictures replaced by a question mark."""
    unified = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_shown(sign) for sign in unified)


def _shown(sign: str) -> str:
    if sign == "\n" or sign in JOINERS or sign in SIGNS:
        return sign
    kind = unicodedata.category(sign)
    if kind.startswith(SHOWN):
        return sign
    return " " if sign == "\t" else "" if kind.startswith("C") and kind != "Cn" else MISSING


def filled(template: str, values: Mapping[str, str]) -> str:
    """A sentence of a pack with its ``{names}`` replaced once; what a value says is never read for names again."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), template)


def placeholders(template: str) -> set[str]:
    """The names that a sentence of a pack asks for."""
    return set(PLACEHOLDER.findall(template))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, empty lines left out."""
    return [line.strip() for line in text.split("\n") if line.strip()]
