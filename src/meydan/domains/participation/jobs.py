"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import every, job
from meydan.domains.participation.operations import sweep_authors
from meydan.domains.participation.operations.news import note_facts_of, tell_followers
from meydan.kernel.strategy.public import Action, ActionMoved, IndicatorsCounted


@every(minutes=24 * 60)
@job(
    name="participation.sweep_authors",
    retries=3,
    timeout_s=120,
    label=_("Forget who spoke in consultations that were closed long ago"),
)
def forget_authors(now: datetime) -> None:
    """Erase names, phones and the very words."""
    sweep_authors(now=now)


def action_moved(event: ActionMoved, now: datetime) -> None:
    """Note what a unit said of an action that an idea became."""
    note_facts_of(actions=Action.objects.filter(code=event.code), now=now)


def indicators_counted(event: IndicatorsCounted, now: datetime) -> None:
    """Note where an indicator that an idea should move has another state than before."""
    note_facts_of(actions=Action.objects.filter(indicators__in=event.indicator_ids).distinct(), now=now)


# In the forenoon, when a message wakes nobody.
@every(daily="10:15")
@job(name="participation.tell_followers", timeout_s=600, label=_("Tell people what became of their ideas"))
def tell(now: datetime) -> None:
    """Note what turned late over night, and send what is new, one message an address."""
    note_facts_of(actions=Action.objects.filter(pk__in=_tied()), now=now)
    tell_followers(now=now)


def _tied() -> list[int]:
    from meydan.domains.participation.models import Proposal

    tied = Proposal.objects.exclude(action=None).values_list("action_id", flat=True)
    return sorted({pk for pk in tied if pk is not None})
