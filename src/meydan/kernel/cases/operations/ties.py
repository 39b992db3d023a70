"""What the ties of a case forbid it."""

from __future__ import annotations

from meydan.kernel.cases.models import Case
from meydan.kernel.cases.queries.relations import is_joined, open_children


class TieHolds(Exception):
    """A tie to another case forbids the step; ``codes`` names open children, empty for a joined case."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes) or "joined to another case")
        self.codes = codes


def keep_ties(case: Case, *, ends: bool) -> None:
    """
    Let a case move only where its ties allow.

    :param ends: whether the step ends the case
    :raises TieHolds: if it was joined to another case, or would end before a child that must end first
    """
    if case.is_closed and is_joined(case.pk):
        raise TieHolds([])
    codes = open_children(case.pk) if ends else []
    if codes:
        raise TieHolds(codes)
