"""Writes the draft of the rules, tries it on the last year, and puts it into force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from meydan.base.jobs.public import enqueue
from meydan.base.people.public import Account
from meydan.kernel.cases.engine.routing_reading import RoutingUnreadable
from meydan.kernel.cases.models import RoutingDraft, RoutingVersion
from meydan.kernel.cases.operations.routing import Origin, add_version
from meydan.kernel.cases.queries.routing import draft_faults, ruleset, version_in_force
from meydan.kernel.cases.queries.routing_replay import LOOKED_BACK, cases_looked_at, replay

# One draft a city: whoever comes second sees the first one's work instead of losing their own to it.
ONLY = 1
# So many are counted while the officer waits; more are counted behind the page.
MOST_AT_ONCE = 50_000
State = RoutingDraft.Trial


class DraftChanged(Exception):
    """Somebody else changed, dropped or put the draft into force since the reader's page was drawn."""


class RulesMoved(Exception):
    """Other rules came into force since; what was tried is not what would change."""


class NotTried(Exception):
    """The draft, as it stands, was not run over the last year's cases."""


class ReasonMissing(Exception):
    """Nobody said why."""


def begin_draft(*, actor: Account, now: datetime) -> RoutingDraft:
    """Return the draft, begun from the rules in force if there is none."""
    held = version_in_force()
    draft, _made = RoutingDraft.objects.get_or_create(
        pk=ONLY,
        defaults={
            "document": held.document if held else {"rule": []},
            "base": held.number if held else 0,
            "begun_at": now,
            "changed_at": now,
            "changed_by": actor,
        },
    )
    return draft


@transaction.atomic
def change_draft(
    *, revision: int, document: Mapping[str, Any], actor: Account, now: datetime
) -> RoutingDraft:
    """
    Write the rules of the draft anew; what was counted of it no longer holds.

    :raises DraftChanged: if the draft is another than the one the officer saw
    :raises RoutingUnreadable: if the rules cannot be read
    """
    ruleset(document)
    changed = _held(revision).update(
        document=dict(document),
        revision=F("revision") + 1,
        changed_at=now,
        changed_by=actor,
        trial_state=State.NONE,
        trial={},
    )
    if not changed:
        raise DraftChanged
    return RoutingDraft.objects.get(pk=ONLY)


@transaction.atomic
def drop_draft(*, revision: int) -> None:
    """
    Throw the draft away.

    :raises DraftChanged: if the draft is another than the one the officer saw
    """
    if not _held(revision).delete()[0]:
        raise DraftChanged


def _held(revision: int) -> Any:
    return RoutingDraft.objects.filter(pk=ONLY, revision=revision)


@transaction.atomic
def ask_for_trial(*, revision: int, now: datetime) -> bool:
    """
    Have the draft run over the last year's cases; return whether it is counted already.

    A small archive is counted at once, a large one by a job, so that no page waits for it.

    :raises DraftChanged: if the draft is another than the one the officer saw
    """
    base = version_in_force()
    number = base.number if base else 0
    waiting = _held(revision).update(
        trial_state=State.WAITING, trial_revision=revision, trial_base=number, base=number, trial={}
    )
    if not waiting:
        raise DraftChanged
    if cases_looked_at(now, MOST_AT_ONCE + 1) <= MOST_AT_ONCE:
        run_trial(revision=revision, now=now)
        return True
    enqueue("cases.try_routing", key=f"routing:{revision}", revision=revision)
    return False


def run_trial(*, revision: int, now: datetime) -> bool:
    """
    Count what the draft would have done; ``False`` if it has been changed since, so that nobody waits for it.

    Reads in batches outside any transaction of its own; what was counted is kept only for the draft it was
    counted for.
    """
    draft = _held(revision).filter(trial_state=State.WAITING).first()
    if draft is None:
        return False
    base = RoutingVersion.objects.filter(number=draft.trial_base).first()
    try:
        was, becomes = ruleset(base.document if base else {}), ruleset(draft.document)
    except RoutingUnreadable:
        _held(revision).update(trial_state=State.FAILED)
        return False
    told = replay(was, becomes, now).told()
    told |= {"since": (now - LOOKED_BACK).isoformat(), "until": now.isoformat()}
    waiting = _held(revision).filter(trial_state=State.WAITING, trial_base=draft.trial_base)
    return bool(waiting.update(trial_state=State.DONE, trial=told))


@transaction.atomic
def put_into_force(*, revision: int, reason: str, actor: Account, now: datetime) -> RoutingVersion:
    """
    Put the draft into force as the next version, with what its trial told.

    :raises ReasonMissing: without a reason
    :raises DraftChanged: if the draft is another than the one the officer saw
    :raises RoutingUnreadable: if it has faults
    :raises NotTried: if it was not tried as it stands
    :raises RulesMoved: if other rules came into force since it was tried
    """
    if not reason.strip():
        raise ReasonMissing
    draft = _held(revision).select_for_update().first()
    if draft is None:
        raise DraftChanged
    faults = draft_faults(draft.document)
    if faults:
        raise RoutingUnreadable(faults)
    if draft.trial_state != State.DONE or draft.trial_revision != revision:
        raise NotTried
    _require_in_force(draft.trial_base)
    trial = {key: value for key, value in draft.trial.items() if key != "examples"}
    _held(revision).delete()
    return _add(document=draft.document, origin=Origin.DESK, reason=reason, trial=trial, actor=actor, now=now)


@transaction.atomic
def take_back(*, number: int, expected: int, reason: str, actor: Account, now: datetime) -> RoutingVersion:
    """
    Put the rules of an earlier version into force again, as a version of its own.

    :param expected: the number the officer saw in force
    :raises ReasonMissing: without a reason
    :raises RulesMoved: if other rules came into force since
    :raises RoutingUnreadable: if the city has changed so that they have faults now
    """
    if not reason.strip():
        raise ReasonMissing
    _require_in_force(expected)
    earlier = RoutingVersion.objects.get(number=number)
    faults = draft_faults(earlier.document)
    if faults:
        raise RoutingUnreadable(faults)
    return _add(
        document=earlier.document, origin=Origin.BACK, reason=reason, back_to=number, actor=actor, now=now
    )


def _require_in_force(number: int) -> None:
    held = version_in_force()
    if (held.number if held else 0) != number:
        raise RulesMoved


def _add(**facts: Any) -> RoutingVersion:
    """Two that come at once want one number: the second is told."""
    try:
        with transaction.atomic():
            return add_version(**facts)
    except IntegrityError as taken:
        raise RulesMoved from taken
