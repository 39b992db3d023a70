"""What became of payloads."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class PayloadReport:
    """
    What became of payloads. Every value is stored, repeated, corrected, missing or refused.

    :param payloads: how many came
    :param known: payloads taken in before, by the name they give themselves
    :param ignored: messages of a network server about itself
    :param dropped: records and values that the mapping leaves out
    :param timed_by_receipt: values whose device said no time
    :param refused: values (or, unreadable, payloads) that were not stored, by reason
    """

    payloads: int = 1
    stored: int = 0
    repeated: int = 0
    corrected: int = 0
    missing: int = 0
    dropped: int = 0
    ignored: int = 0
    known: int = 0
    timed_by_receipt: int = 0
    alerts_opened: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    @property
    def refused_count(self) -> int:
        """How many were refused altogether."""
        return sum(self.refused.values())

    def and_(self, other: PayloadReport) -> PayloadReport:
        """Both reports as one."""
        mine, theirs = asdict(self), asdict(other)
        refused = Counter(mine.pop("refused")) + Counter(theirs.pop("refused"))
        return PayloadReport(refused=dict(refused), **{name: mine[name] + theirs[name] for name in mine})
