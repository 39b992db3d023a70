"""Words as they may stand in a page: without signs that turn, hide or run what stands beside them."""

from __future__ import annotations

import re

# Control signs, and those that override the direction of the letters around them; the half-space of Persian stays.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
MANY_BREAKS = re.compile(r"\n{3,}")


def plain(words: str) -> str:
    """Return words without unseen signs, with two line breaks in a row at most."""
    unbroken = words.replace("\r\n", "\n").replace("\r", "\n")
    return MANY_BREAKS.sub("\n\n", UNSEEN.sub("", unbroken)).strip()
