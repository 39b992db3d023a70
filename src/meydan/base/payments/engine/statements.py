"""Holds a statement of a payment system against the book, and lists what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from meydan.base.payments.engine.amounts import AmountUnreadable, minor_of

REFERENCE, AMOUNT, KIND = "reference", "amount", "kind"
PAYMENT, REFUND = "payment", "refund"


class StatementUnreadable(Exception):
    """The statement has no such columns, or a cell that cannot be read; ``line`` says where (0: the heading)."""

    def __init__(self, line: int, cell: str) -> None:
        super().__init__(f"line {line}: {cell}")
        self.line, self.cell = line, cell


class Difference(StrEnum):
    """What can be wrong with a line."""

    ONLY_THEIRS = "only_theirs"
    ONLY_OURS = "only_ours"
    AMOUNT = "amount"
    TWICE = "twice"


@dataclass(frozen=True)
class Line:
    """A payment or refund: the provider's reference and the amount in minor units."""

    reference: str
    kind: str
    amount_minor: int


@dataclass(frozen=True)
class Finding:
    """A difference: what they say and what we say; -1 where nothing is said."""

    difference: Difference
    reference: str
    kind: str
    theirs_minor: int
    ours_minor: int


def read_lines(rows: Sequence[Mapping[str, str]], *, decimals: int) -> list[Line]:
    """
    The lines of a statement with the columns reference, amount and (payment where it is missing) kind.

    :raises StatementUnreadable: at the first line that cannot be read
    """
    lines = []
    for number, row in enumerate(rows, start=1):
        if REFERENCE not in row or AMOUNT not in row:
            raise StatementUnreadable(0, ", ".join(row))
        kind = (row.get(KIND) or PAYMENT).strip().lower()
        reference = row[REFERENCE].strip()
        if kind not in (PAYMENT, REFUND) or not reference:
            raise StatementUnreadable(number, kind or reference)
        try:
            amount = minor_of(row[AMOUNT].strip(), decimals)
        except AmountUnreadable as odd:
            raise StatementUnreadable(number, row[AMOUNT]) from odd
        lines.append(Line(reference, kind, amount))
    return lines


def compare(theirs: Iterable[Line], ours: Iterable[Line]) -> list[Finding]:
    """Return every difference, by reference; nothing when both say the same."""
    said, book = list(theirs), {(line.kind, line.reference): line for line in ours}
    counts = Counter((line.kind, line.reference) for line in said)
    found = [
        Finding(Difference.TWICE, reference, kind, count, 1)
        for (kind, reference), count in counts.items()
        if count > 1
    ]
    for line in {(one.kind, one.reference): one for one in said}.values():
        held = book.get((line.kind, line.reference))
        if held is None:
            found.append(Finding(Difference.ONLY_THEIRS, line.reference, line.kind, line.amount_minor, -1))
        elif held.amount_minor != line.amount_minor:
            found.append(
                Finding(Difference.AMOUNT, line.reference, line.kind, line.amount_minor, held.amount_minor)
            )
    found += [
        Finding(Difference.ONLY_OURS, line.reference, line.kind, -1, line.amount_minor)
        for key, line in book.items()
        if key not in counts
    ]
    return sorted(found, key=lambda one: (one.reference, one.kind, one.difference))
