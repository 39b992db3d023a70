"""Tells those a playbook names: by a message, or through a room above."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from meydan.base.locale.public import format_moment, text
from meydan.base.people.public import Account, Holding, OrgUnit, accounts_in
from meydan.kernel.cases.engine.playbooks import Playbook
from meydan.kernel.cases.models import PlaybookNotice, PlaybookRun
from meydan.kernel.cases.operations.telling import managers_of, tell_accounts
from meydan.kernel.cases.registry import OWN_KINDS, NoticeFacts, notice_handler

log = logging.getLogger(__name__)
State = PlaybookNotice.State
MOST_TRIES = 5


def send_due(run: PlaybookRun, playbook: Playbook, now: datetime) -> None:
    """Send the notices of a held run whose time has come, each once."""
    for notice in run.notices.filter(state=State.WAITING, due_at__lte=now).order_by("order", "id"):
        if notice.kind in OWN_KINDS:
            _tell(run, playbook, notice, now)
        else:
            _hand_up(run, notice, now)
        notice.save()


def _tell(run: PlaybookRun, playbook: Playbook, notice: PlaybookNotice, now: datetime) -> None:
    members = playbook.lists.get(notice.target, ()) if notice.kind == "list" else [notice.target]
    kind = "" if notice.kind == "list" else notice.kind
    accounts = [account for member in members for account in _accounts(member, kind)]
    # Samples write to nobody: what they speak of did not happen.
    reached = 0 if run.is_sample else _write(run, notice, accounts, now)
    notice.reached, notice.sent_at = reached, now
    notice.state = State.SENT if reached else State.NOBODY


def _accounts(member: str, kind: str) -> Iterable[Account]:
    """Return who a member of a list is: "unit:water", "managers:water", "post:water_manager"."""
    if not kind:
        kind, _, member = member.partition(":")
    if kind == "post":
        held = Holding.objects.filter(post__code=member).on(localdate()).select_related("account")
        return [holding.account for holding in held]
    unit = OrgUnit.objects.filter(code=member).first()
    if unit is None:
        return []
    return managers_of(unit) if kind == "managers" else accounts_in(unit)


def _write(run: PlaybookRun, notice: PlaybookNotice, accounts: list[Account], now: datetime) -> int:
    context = {
        "playbook": lambda: text(run.names),
        "station": lambda: text(run.station),
        "words": lambda: text(notice.names),
        "since": lambda: format_moment(run.started_at),
        "address": settings.MEYDAN_HOME.address + reverse("cases:playbook", args=[run.pk]),
    }
    return tell_accounts(accounts, "playbook_notice", context, now=now, key=f"playbook:{run.pk}:{notice.key}")


def _hand_up(run: PlaybookRun, notice: PlaybookNotice, now: datetime) -> None:
    """Let a room above make of it what it will; its fault does not hold the run up."""
    handler = notice_handler(notice.kind)
    if handler is None:
        notice.state, notice.said = State.FAILED, f"no room here knows notices of the kind {notice.kind}"
        return
    facts = NoticeFacts(
        run_id=run.pk,
        alert_id=run.alert_id,
        playbook=run.code,
        target=notice.target,
        names=notice.names,
        rule=run.rule,
        severity=run.severity,
        is_sample=run.is_sample,
    )
    notice.tries += 1
    try:
        with transaction.atomic():
            notice.said = handler(facts, now)[:300]
    except Exception as fault:
        log.exception("notice %s of playbook run %s failed", notice.key, run.pk)
        notice.said = f"{type(fault).__name__}: {fault}"[:300]
        notice.state = State.FAILED if notice.tries >= MOST_TRIES else State.WAITING
        return
    notice.state, notice.sent_at, notice.reached = State.SENT, now, 1
