"""Asks every open action's post once a quarter, reminds twice, and asks anew when a post passes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from meydan.base.audit.public import record
from meydan.base.locale.public import format_day, text
from meydan.base.notify.public import Recipient, send
from meydan.base.packs.public import current
from meydan.base.people.public import Account
from meydan.kernel.strategy.engine.codes import MOST_ISSUE, code_of, link_of
from meydan.kernel.strategy.models import Quarter, Question
from meydan.kernel.strategy.queries.lateness import OPEN, owes_explanation
from meydan.kernel.strategy.queries.routine import Asked, open_actions, questions, whom_to_ask
from meydan.kernel.strategy.routinesetup import address_digest, quarter_of, secret, setup, smart_unit

# A home that was switched off on the first day still asks; later than this the next quarter is near enough.
LATEST_START = timedelta(days=21)


class QuarterIsOpen(Exception):
    """The question of this quarter has been asked already."""


class NothingToAsk(Exception):
    """No plan in force has an open action."""


def run_routine(*, now: datetime) -> int:
    """The day's part: open the quarter when its day has come, ask who is new, remind; how many messages went out."""
    if not setup().asks or smart_unit() is None:
        return 0
    today = timezone.localdate(now)
    days = quarter_of(today)
    standing = Quarter.objects.filter(starts_on=days.starts_on).first()
    if standing is None:
        if not days.asks_on <= today <= days.asks_on + LATEST_START:
            return 0
        try:
            return open_quarter(actor=None, now=now)
        except NothingToAsk:
            return 0
    return ask_anew(quarter=standing, now=now) + remind(quarter=standing, now=now)


@transaction.atomic
def open_quarter(*, actor: Account | None, now: datetime) -> int:
    """
    Ask about every open action of the plans in force; how many could be asked.

    :raises QuarterIsOpen: if this quarter was asked about before
    :raises NothingToAsk: if there is no open action
    """
    days = quarter_of(timezone.localdate(now))
    quarter, new = Quarter.objects.get_or_create(
        starts_on=days.starts_on, defaults={"ends_on": days.ends_on, "opened_at": now}
    )
    if not new:
        raise QuarterIsOpen(str(days.starts_on))
    actions = list(open_actions())
    if not actions:
        raise NothingToAsk
    Question.objects.bulk_create(
        [Question(quarter=quarter, action=action, is_sample=action.is_sample) for action in actions]
    )
    record(
        verb="strategy.quarter_asked",
        actor=actor,
        thing=f"strategy.quarter:{quarter.starts_on}",
        payload={"actions": len(actions)},
        now=now,
    )
    return _ask(questions(quarter), now)


@transaction.atomic
def ask_anew(*, quarter: Quarter, now: datetime) -> int:
    """Ask the new holder of a post, whoever can be reached by now, and about actions that came since."""
    known = set(Question.objects.filter(quarter=quarter).values_list("action", flat=True))
    Question.objects.bulk_create(
        [
            Question(quarter=quarter, action=action, is_sample=action.is_sample)
            for action in open_actions()
            if action.pk not in known
        ]
    )
    return _ask(questions(quarter), now)


def _ask(rows: Iterable[Question], now: datetime) -> int:
    open_rows = [row for row in rows if row.answered_at is None and row.action.status in OPEN]
    found = whom_to_ask([row.action for row in open_rows], timezone.localdate(now))
    return sum(_ask_one(row, found[row.action_id], now) for row in open_rows)


def _ask_one(row: Question, asked: Asked, now: datetime) -> bool:
    holding = asked.holding
    is_same = row.asked_at is not None and holding is not None and row.holding_id == holding.pk
    # A sample's question goes to sample posts alone: nobody real is written to about an invented promise.
    is_invented = row.is_sample and not (holding and holding.is_sample)
    if is_same or row.issue >= MOST_ISSUE:
        return False
    if row.asked_at is not None:
        row.issue += 1
    reachable = bool(asked.address) and not is_invented
    row.post, row.holding, row.reminders = asked.post, holding, 0
    row.language = asked.language or current().default_language
    row.address_digest = address_digest(asked.address) if reachable else ""
    row.asked_at = now if reachable else None
    row.save()
    if reachable:
        _send(row, asked, now)
    return reachable


@transaction.atomic
def remind(*, quarter: Quarter, now: datetime) -> int:
    """Ask again where nobody answered for seven and for fourteen days; one message however late it is."""
    days = setup().reminders_days
    rows = [
        row
        for row in questions(quarter)
        if row.answered_at is None and row.asked_at is not None and row.action.status in OPEN
    ]
    found = whom_to_ask([row.action for row in rows], timezone.localdate(now))
    sent = 0
    for row in rows:
        asked = found[row.action_id]
        due = sum(now - row.asked_at >= timedelta(days=day) for day in days if row.asked_at)
        same = asked.holding is not None and asked.holding.pk == row.holding_id
        if due > row.reminders and same and address_digest(asked.address) == row.address_digest:
            row.reminders = due
            row.save(update_fields=["reminders"])
            _send(row, asked, now)
            sent += 1
    return sent


def _send(row: Question, asked: Asked, now: datetime) -> None:
    action, key = row.action, secret()
    with override(row.language):
        told = {
            "action": text(action.names),
            "percent": action.progress_percent,
            "code": code_of(row.pk, row.issue, key),
            "link": settings.MEYDAN_HOME.address
            + reverse("strategy:answer", args=[link_of(row.pk, row.issue, key)]),
            "owes_reason": owes_explanation(action, timezone.localdate(now)),
            "ended_on": format_day(action.ends_on),
            "until": format_day(row.quarter.ends_on),
            "reminder": row.reminders,
        }
    to = Recipient(phone=asked.phone, email=asked.email, language=row.language)
    send(
        "quarter_question",
        to=to,
        context=told,
        now=now,
        key=f"strategy.question:{row.pk}:{row.issue}:{row.reminders}",
    )
