"""What becomes of an idea: facts noted as they happen, told once a day, one message an address, none twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meydan.base.notify.public import Recipient, send
from meydan.base.sealing.public import SealUnreadable
from meydan.domains.participation.models import Follower, News, Proposal
from meydan.domains.participation.persons import address_in
from meydan.domains.participation.queries.news import lines_of
from meydan.kernel.strategy.public import Action, ActionStanding, action_standing, words_of

# A fact that stood already when the action was tied to the idea.
KNOWN = "known"
Fact = tuple[str, str]


@transaction.atomic
def note_news(*, proposal: Proposal, fact: str, kind: str, now: datetime) -> bool:
    """Write a fact down; ``False`` if it was known."""
    return News.objects.get_or_create(proposal=proposal, fact=fact, defaults={"kind": kind, "at": now})[1]


@transaction.atomic
def note_facts(*, proposal: Proposal, now: datetime, is_known: bool = False) -> int:
    """
    Note how the action behind a proposal stands, its indicators with it; returns how much is new.

    An indicator is noted when its state is another than the one noted last.
    """
    if proposal.action is None:
        return 0
    standing = action_standing(proposal.action.code, now)
    noted = [
        note_news(proposal=proposal, fact=fact, kind=KNOWN if is_known else kind, now=now)
        for kind, fact in [*_of_action(standing), *_of_indicators(proposal, standing, now)]
    ]
    return sum(noted)


def note_facts_of(*, actions: Iterable[Action], now: datetime) -> int:
    """Note how these actions stand, for every idea that became one of them."""
    tied = Proposal.objects.filter(action__in=list(actions)).select_related("action")
    return sum(note_facts(proposal=proposal, now=now) for proposal in tied.order_by("pk"))


def _of_action(standing: ActionStanding) -> Iterator[Fact]:
    action = standing.action
    for word in words_of(action, limit=3):
        yield "word", f"word:{word.pk}"
    if action.status != Action.Status.PLANNED:
        yield "status", f"status:{action.status}"
    if standing.days_late:
        yield "late", f"late:{action.ends_on.isoformat()}"


def _of_indicators(proposal: Proposal, standing: ActionStanding, now: datetime) -> Iterator[Fact]:
    last: dict[str, str] = {}
    for fact in News.objects.filter(proposal=proposal, fact__startswith="indicator:").order_by("pk"):
        code, state, _day = fact.fact.removeprefix("indicator:").rsplit(":", 2)
        last[code] = state
    day = timezone.localdate(now).isoformat()
    for one in standing.indicators:
        if one.state != last.get(one.indicator.code):
            yield "indicator", f"indicator:{one.indicator.code}:{one.state}:{day}"


def tell_followers(*, now: datetime) -> int:
    """Send a day's news, everything that concerns one address in one message; returns how many were written."""
    waiting = Follower.objects.values_list("contact_digest", flat=True).order_by("contact_digest").distinct()
    return sum(_tell(digest, now) for digest in list(waiting))


@transaction.atomic
def _tell(contact_digest: str, now: datetime) -> bool:
    """One address: what is told and that it was told are one transaction."""
    rows = list(Follower.objects.select_for_update().filter(contact_digest=contact_digest).order_by("pk"))
    news = _untold(rows)
    if not news:
        return False
    day = timezone.localdate(now).isoformat()
    first = next(row for row in rows if row.proposal_id in news)
    try:
        to = _recipient(first)
    except SealUnreadable:
        return False
    home = settings.MEYDAN_HOME.address
    context = {
        "lines": lines_of(news, first.language), "address": f"{home}/proposals/{first.proposal_id}/",
        "stop": f"{home}/proposals/stop/{first.token}/",
    }  # fmt: skip
    send("idea_news", to=to, context=context, now=now, key=f"idea_news:{contact_digest[:32]}:{day}")
    for row in rows:
        if row.proposal_id in news:
            row.told_up_to = max(one.pk for one in news[row.proposal_id])
            row.save(update_fields=["told_up_to"])
    return True


def _untold(rows: list[Follower]) -> dict[int, list[News]]:
    told = {row.proposal_id: row.told_up_to for row in rows}
    fresh = News.objects.filter(proposal__in=told, pk__gt=min(told.values(), default=0)).exclude(kind=KNOWN)
    found: dict[int, list[News]] = defaultdict(list)
    for one in fresh.select_related("proposal__action").order_by("pk"):
        if one.pk > told[one.proposal_id] and not one.proposal.is_hidden:
            found[one.proposal_id].append(one)
    return dict(found)


def _recipient(row: Follower) -> Recipient:
    address = address_in(row.contact_sealed)
    if row.is_phone:
        return Recipient(phone=address, language=row.language)
    return Recipient(email=address, language=row.language)
