"""Numbers as they are written in ids and addresses: the ten ASCII digits, and no other digit of the world."""

from __future__ import annotations

# The most digits of a number that fits into 64 bits whatever they are.
MOST_DIGITS = 18


def whole_number(text: str, *, most_digits: int = MOST_DIGITS) -> int | None:
    """The number that ``text`` writes, without a sign; ``None`` when it writes none, or a longer one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else None


def signed_number(text: str, *, most_digits: int = MOST_DIGITS) -> int | None:
    """The same with at most one minus before it."""
    number = whole_number(text.removeprefix("-"), most_digits=most_digits)
    return -number if number is not None and text.startswith("-") else number


def observation_key(text: str) -> tuple[int, int] | None:
    """Datastream and slot of the id of an observation, ``5_-33554432``."""
    stream, _, slot = text.partition("_")
    pair = whole_number(stream, most_digits=9), signed_number(slot, most_digits=19)
    if pair[0] is None or pair[1] is None or not -(2**63) <= pair[1] < 2**63:
        return None
    return pair[0], pair[1]
