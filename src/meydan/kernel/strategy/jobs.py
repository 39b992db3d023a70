"""Indicators are counted anew when a case closes, and every hour."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.events.public import Event
from meydan.base.jobs.public import enqueue, every, job
from meydan.kernel.strategy.operations.computing import recompute, recompute_reading

READING_CASES = "strategy.recompute_reading:cases"


@job(name="strategy.recompute_reading", timeout_s=600, label=_("Count indicators that read what changed"))
def recompute_touched(nouns: list[str], now: datetime) -> None:
    """Compute the indicators that read these nouns."""
    recompute_reading(nouns=nouns, now=now)


@every(minutes=60)
@job(name="strategy.recompute", timeout_s=600, label=_("Count every indicator"))
def recompute_all(now: datetime) -> None:
    """Compute every indicator, so that time windows move on and old values turn stale."""
    recompute(now=now)


def cases_changed(event: Event, now: datetime) -> None:
    """Ask for new values; many closings at once ask once."""
    enqueue("strategy.recompute_reading", key=READING_CASES, nouns=["cases"])
