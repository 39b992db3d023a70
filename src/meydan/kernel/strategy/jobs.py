"""Indicators are counted anew when a case closes, and every hour."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.events.public import Event
from meydan.base.jobs.public import enqueue, every, job
from meydan.kernel.strategy.operations.answering import sweep_replies
from meydan.kernel.strategy.operations.checking import check_effects
from meydan.kernel.strategy.operations.computing import recompute, recompute_reading
from meydan.kernel.strategy.operations.inbox import take_inbox
from meydan.kernel.strategy.operations.ledger import keep_ledger
from meydan.kernel.strategy.operations.routine import run_routine

READING_CASES = "strategy.recompute_reading:cases"


@job(name="strategy.recompute_reading", timeout_s=600, label=_("Count indicators that read what changed"))
def recompute_touched(nouns: list[str], now: datetime, service: str = "") -> None:
    """Compute the indicators that read these nouns, and count this service when one is named."""
    recompute_reading(nouns=nouns, service=service, now=now)


@every(minutes=60)
@job(name="strategy.recompute", timeout_s=600, label=_("Count every indicator"))
def recompute_all(now: datetime) -> None:
    """Compute every indicator, so that time windows move on and old values turn stale."""
    recompute(now=now)


@every(daily="05:20")
@job(name="strategy.check_effects", timeout_s=300, label=_("Look at what decisions brought about"))
def check_due_effects(now: datetime) -> None:
    """Compare what decisions expected with what became of it, on the day that was named."""
    check_effects(now=now)


@every(daily="04:10")
@job(name="strategy.keep_ledger", timeout_s=300, label=_("Write the ledger of what nobody looked after"))
def keep_month(now: datetime) -> None:
    """Write the running month's ledger; months that are over stay."""
    keep_ledger(now=now)


@every(daily="08:40")
@job(name="strategy.ask_units", timeout_s=600, label=_("Ask units how their actions stand, once a quarter"))
def ask_units(now: datetime) -> None:
    """Open the quarter on its first working day, ask new holders of posts, remind, and forget old replies."""
    run_routine(now=now)
    sweep_replies(now=now)


@every(minutes=5)
@job(
    name="strategy.take_replies",
    timeout_s=300,
    atomic=False,
    label=_("Take the replies of units out of the inbox"),
)
def take_replies(now: datetime) -> None:
    """Take what lies in the folders of incoming mails and text messages."""
    take_inbox(now=now)


def cases_changed(event: Event, now: datetime) -> None:
    """Ask for new values of what counts this service; many closings of one service at once ask once."""
    service = str(getattr(event, "service", ""))
    enqueue("strategy.recompute_reading", key=f"{READING_CASES}:{service}", nouns=["cases"], service=service)
