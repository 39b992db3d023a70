"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import Lease, every, job
from meydan.kernel.cases.operations.applying import ask_registers_again
from meydan.kernel.cases.operations.expiry import sweep_breaches
from meydan.kernel.cases.operations.flood import sweep_traces
from meydan.kernel.cases.operations.late_referrals import sweep_late_referrals
from meydan.kernel.cases.operations.photos import sweep_waiting
from meydan.kernel.cases.operations.playbooks import step_all
from meydan.kernel.cases.operations.proving import sweep_proofs
from meydan.kernel.cases.operations.supporting import forget_connections
from meydan.kernel.cases.operations.visiting import forget_spots

DAY = timedelta(days=1)
# A case may be opened again within a month; after that nobody needs to be told apart.
CONNECTIONS_KEPT = 30 * DAY
# Where an inspector stood is needed while the visit may be doubted; a starting value, no law names one.
SPOTS_KEPT = 180 * DAY


@every(minutes=2)
@job(
    name="cases.sweep_breaches",
    retries=5,
    timeout_s=300,
    priority=5,
    atomic=False,
    label=_("Mark clocks that ran out"),
)
def mark_breaches(now: datetime) -> None:
    """Notice the clocks that ran out since the last look, and do what is to follow from it."""
    sweep_breaches(now=now)
    sweep_late_referrals(now=now)


@every(hours=6)
@job(name="cases.tidy", retries=3, timeout_s=300, label=_("Forget old traces and unused photos"))
def tidy(now: datetime) -> None:
    """
    Forget traces and codes after a day, unused photos after two, connections when a case is long closed, and
    where inspectors stood after half a year.
    """
    sweep_traces(before=now - DAY)
    sweep_waiting(before=now - 2 * DAY)
    sweep_proofs(before=now - DAY)
    forget_spots(visited_before=now - SPOTS_KEPT)
    forget_connections(closed_before=now - CONNECTIONS_KEPT)


@every(hours=1)
@job(
    name="cases.ask_registers",
    retries=3,
    timeout_s=300,
    atomic=False,
    label=_("Ask registers again that were silent"),
)
def ask_registers(now: datetime) -> None:
    """Ask for facts of forms that nobody has confirmed yet."""
    ask_registers_again(now=now)


@every(minutes=1)
@job(name="cases.run_playbooks", priority=5, atomic=False, label=_("Take playbooks a step further"))
def run_playbooks(now: datetime) -> None:
    """Open tasks, tell people and mark what is late; each run is a transaction of its own."""
    step_all(now)


@job(
    name="cases.try_routing",
    atomic=False,
    retries=2,
    timeout_s=1800,
    label=_("Run changed rules of routing over the last year's cases"),
)
def try_routing(revision: int, now: datetime) -> None:
    """Count what the draft would have done; a draft that was changed meanwhile is left alone."""
    from meydan.kernel.cases.operations.routing_draft import run_trial

    run_trial(revision=revision, now=now)


@job(
    name="cases.check_open311",
    atomic=False,
    retries=0,
    label=_("Check the Open311 door against its standard"),
)
def check_open311(now: datetime) -> int:
    """Every requirement, asked over HTTP of this very home; how many are not met."""
    from meydan.kernel.cases.open311.conformance import check_own

    return sum(not one.is_met for one in check_own(now))


@job(
    name="cases.open311_forward", atomic=False, retries=8, label=_("Hand a case on to another Open311 server")
)
def open311_forward(forwarding_id: int, now: datetime, job: Lease) -> None:
    """Send one case; the last try writes into its history that it was not taken."""
    from meydan.kernel.cases.open311.forwarding import send

    send(forwarding_id=forwarding_id, now=now, is_last=job.attempts >= job.max_attempts)


@every(minutes=10)
@job(
    name="cases.open311_listen",
    atomic=False,
    retries=0,
    label=_("Ask other Open311 servers what became of our cases"),
)
def open311_listen(now: datetime) -> None:
    """Ask every server that has cases of ours; one that is down holds nobody else up."""
    from meydan.kernel.cases.open311.listening import listen_to_all

    listen_to_all(now)
