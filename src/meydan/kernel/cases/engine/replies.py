"""Fills the placeholders of a ready text, and names those that nothing is known for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\{([a-z_]{1,40})\}")


@dataclass(frozen=True)
class Filled:
    """A text with its placeholders filled; ``missing`` lists those left standing, each once, in order."""

    text: str
    missing: tuple[str, ...]


def fill(text: str, facts: Mapping[str, str]) -> Filled:
    """
    Put facts into ``{placeholders}``; one without a fact, or with an empty one, is left standing and named.

    What is put in is not looked through again, so a fact in braces stays what it is.
    """
    missing = dict.fromkeys(name for name in PLACEHOLDER.findall(text) if not facts.get(name))
    said = PLACEHOLDER.sub(lambda found: facts.get(found[1]) or found[0], text)
    return Filled(said, tuple(missing))
