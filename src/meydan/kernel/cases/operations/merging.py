"""Joins a duplicate to the case it repeats, and undoes that; nobody who reported is lost."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from meydan.base.events.public import publish
from meydan.base.people.public import Account
from meydan.kernel.cases.events import CaseReopened
from meydan.kernel.cases.models import AgendaItem, Case, CaseEvent, CaseRelation, Reporter, Supporter
from meydan.kernel.cases.operations.clocks import refresh_case_clock, resume_clocks, stop_clocks
from meydan.kernel.cases.operations.ending import announce_closed
from meydan.kernel.cases.operations.letters import tell_reporter
from meydan.kernel.cases.operations.relating import end_tie, hold_pair, require_act, tell_both, tie
from meydan.kernel.cases.queries.relations import joined_to


class NotOpen(Exception):
    """Only open cases are joined: ``code`` is closed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WaitsForBody(Exception):
    """The duplicate lies before a body; take it off the agenda first."""


@transaction.atomic
def merge(
    *, main_id: int, duplicate_id: int, actor: Account, now: datetime, reason: str = ""
) -> CaseRelation:
    """
    Join a duplicate to the main case: it closes, its clocks stand still, its people follow the main case.

    Nothing is moved: the duplicate keeps its reporter, supporters, photos and history, and letters about the
    main case reach them too. So the joining can be undone without loss.

    :raises NotOpen: if one of the two is closed
    :raises WaitsForBody: if the duplicate lies before a body
    :raises LoopRefused: if the main case hangs beneath the duplicate
    :raises TiedAlready: if the duplicate is joined to a case already
    :raises NotAllowed: if the actor does not work on the duplicate
    """
    main, duplicate = hold_pair(upper_id=main_id, lower_id=duplicate_id, now=now)
    require_act(actor, duplicate)
    for case in (main, duplicate):
        if case.is_closed:
            raise NotOpen(case.code)
    if AgendaItem.objects.filter(case=duplicate, state__in=["listed", "counted"]).exists():
        raise WaitsForBody(duplicate.code)
    counted = _fresh_people(main, duplicate)
    relation = tie(CaseRelation.Kind.MERGED, main, duplicate, actor=actor, now=now, counted=counted)
    Case.objects.filter(pk=main.pk).update(supporter_count=F("supporter_count") + counted)
    stop_clocks(duplicate, actor=actor, now=now)
    duplicate.closed_at, duplicate.outcome = now, Case.Outcome.WITHDRAWN
    refresh_case_clock(duplicate)
    duplicate.save(update_fields=["closed_at", "outcome", "due_at", "is_stopped"])
    announce_closed(duplicate, now)
    tell_both(CaseEvent.Verb.MERGED, relation, actor=actor, now=now, is_public=True, words=reason.strip())
    tell_reporter(duplicate, "case_joined", now=now, words=main.code)
    return relation


def _fresh_people(main: Case, duplicate: Case) -> int:
    """Return how many people of the duplicate the main case does not count yet; one phone is one person."""
    known = _phones([main.pk, *joined_to(main.pk)])
    people = [duplicate.pk, *joined_to(duplicate.pk)]
    nameless = Reporter.objects.filter(case__in=people, phone_digest="").count()
    nameless += Supporter.objects.filter(case__in=people, phone_digest="", is_counted=True).count()
    if not Reporter.objects.filter(case=duplicate).exists():
        # Somebody reported it all the same, and left no name.
        nameless += 1
    return len(_phones(people) - known) + nameless


def _phones(cases: list[int]) -> set[str]:
    reporters = Reporter.objects.filter(case__in=cases).exclude(phone_digest="")
    supporters = Supporter.objects.filter(case__in=cases).exclude(phone_digest="")
    return {
        *reporters.values_list("phone_digest", flat=True),
        *supporters.values_list("phone_digest", flat=True),
    }


@transaction.atomic
def unmerge(*, relation_id: int, actor: Account, now: datetime) -> CaseRelation:
    """
    Undo a joining: the case goes on where it stood, its clocks with what was left of each.

    :raises TieOver: if it was undone already
    :raises NotAllowed: if the actor does not work on the case that was joined
    """
    relation = end_tie(relation_id, CaseRelation.Kind.MERGED, now)
    duplicate = relation.lower
    require_act(actor, duplicate)
    Case.objects.filter(pk=relation.upper_id).update(supporter_count=F("supporter_count") - relation.counted)
    duplicate.closed_at, duplicate.outcome, duplicate.is_satisfied = None, "", None
    resume_clocks(duplicate, actor=actor, now=now)
    refresh_case_clock(duplicate)
    duplicate.save(update_fields=["closed_at", "outcome", "is_satisfied", "due_at", "is_stopped"])
    publish(
        CaseReopened(
            case_id=duplicate.pk,
            code=duplicate.code,
            service=duplicate.service.code,
            unit=duplicate.unit.code,
            at=now.isoformat(),
        ),
        now,
    )
    tell_both(CaseEvent.Verb.UNMERGED, relation, actor=actor, now=now, is_public=True)
    return relation
