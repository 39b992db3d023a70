"""What this room answers: the class of an index now, the chance of a limit ahead, and how an alert went."""

from __future__ import annotations

import math
from datetime import datetime

from meydan.domains.environment.presentation import after as presentation
from meydan.domains.environment.public import forecast_probability, has_page_afterwards, index_class
from meydan.domains.environment.queries.after import after_of
from meydan.kernel.observations.public import Alert, AlertAccount

# As rules of the kind "index" count them.
CLASSES = {"good": 0.0, "watch": 1.0, "bad": 2.0}


def classify(datastream_id: int, now: datetime) -> float | None:
    """The class of a series by the air index or its limits: 0 good, 1 worth watching, 2 bad; ``None`` if unknown."""
    found = index_class(datastream_id, now)
    return None if found is None else CLASSES[found]


def foresee(datastream_id: int, limit: float, above: bool, within_h: float, now: datetime) -> float | None:
    """The chance [0..1] that a series passes a limit upward; of a fall below one no chance is computed: ``None``."""
    if not above:
        return None
    return forecast_probability(datastream_id, limit, math.ceil(within_h), now)


def account(alert: Alert, now: datetime) -> AlertAccount | None:
    """How an alert of the environment went: its peak against the forecast before it, and never a cause."""
    if not has_page_afterwards(alert):
        return None
    found = after_of(alert.pk, now)
    return AlertAccount(
        presentation.sentence(found), presentation.caution() if found.peaks else "", presentation.chart(found)
    )
