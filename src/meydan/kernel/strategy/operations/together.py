"""Many indicators counted from one reading of the records, where their queries allow it."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from meydan.kernel.strategy.models import Indicator
from meydan.kernel.strategy.registry import query_named
from meydan.numerics.figure import Figure

log = logging.getLogger(__name__)

# Fewer are sooner counted one by one, by the database.
WORTH_IT = 3

Answer = Callable[[Sequence[Any]], Sequence[Figure]]


def counted_together(indicators: Sequence[Indicator], at: datetime) -> dict[int, Figure]:
    """
    Figures by the primary key of their indicator, of those that could be read for together.

    What is missing is to be counted by itself: so one indicator that cannot be counted holds up no other.
    """
    asked: dict[Answer, list[tuple[int, Any]]] = defaultdict(list)
    for indicator in indicators:
        with suppress(Exception):  # counted by itself it says what is wrong with it
            together = query_named(indicator.query).together
            if together is not None:
                asked[together.answer].append((indicator.pk, together.ask(indicator.params, at)))
    return {pk: figure for answer, those in asked.items() for pk, figure in _answered(answer, those)}


def _answered(answer: Answer, those: list[tuple[int, Any]]) -> list[tuple[int, Figure]]:
    if len(those) < WORTH_IT:
        return []
    try:
        with apart():
            figures = answer([question for _pk, question in those])
    except Exception:
        log.exception("%d indicators could not be counted together and are counted one by one", len(those))
        return []
    return [(pk, figure) for (pk, _question), figure in zip(those, figures, strict=True)]


def apart() -> AbstractContextManager[object]:
    """A savepoint inside a transaction, for a failed statement spoils it; outside of one none, for it would lock."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()
