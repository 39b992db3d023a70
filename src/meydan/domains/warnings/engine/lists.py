"""Lists inside one element: addresses, incidents, references."""

from __future__ import annotations

import re
from collections.abc import Iterable

from meydan.domains.warnings.engine.message import Reference
from meydan.domains.warnings.engine.times import MomentUnreadable, read_moment, write_moment

WORD = re.compile(r'"([^"]*)"|(\S+)')


class ReferenceUnreadable(ValueError):
    """A reference is not written as sender,identifier,sent."""


def write_words(words: Iterable[str]) -> str:
    """Join words by spaces; one that holds a space stands in double quotes."""
    return " ".join(f'"{word}"' if re.search(r"\s", word) else word for word in words)


def read_words(text: str) -> tuple[str, ...]:
    """Part words at spaces, those in double quotes kept whole."""
    return tuple(quoted or plain for quoted, plain in WORD.findall(text))


def write_references(references: Iterable[Reference]) -> str:
    """Write each as sender,identifier,sent."""
    return " ".join(f"{one.sender},{one.identifier},{write_moment(one.sent)}" for one in references)


def read_references(text: str) -> tuple[Reference, ...]:
    """
    Read what ``write_references`` wrote.

    :raises ReferenceUnreadable: with the word that is not three parts, the last of them a moment
    """
    return tuple(_reference(word) for word in text.split())


def _reference(word: str) -> Reference:
    parts = word.split(",")
    if len(parts) != 3 or not all(parts):
        raise ReferenceUnreadable(word)
    try:
        return Reference(parts[0], parts[1], read_moment(parts[2]))
    except MomentUnreadable as fault:
        raise ReferenceUnreadable(word) from fault
