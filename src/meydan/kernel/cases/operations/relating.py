"""Ties cases together as parent and child, opens one beside another, and undoes a tie."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from meydan.base.audit.public import record
from meydan.base.people.public import Account, NotAllowed
from meydan.kernel.cases.engine.relations import above, would_loop
from meydan.kernel.cases.models import Case, CaseEvent, CaseRelation, Document, Reporter
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.letters import tell_reporter
from meydan.kernel.cases.operations.opening import open_case
from meydan.kernel.cases.policies import standing_of
from meydan.kernel.cases.queries.relations import edges_above

Kind = CaseRelation.Kind
LOCK_TRIES = 5


class LoopRefused(Exception):
    """The tie would put a case above itself."""


class TiedAlready(Exception):
    """The case has a tie of that kind already."""


class TieOver(Exception):
    """The tie was undone already, or cannot be undone this way."""


def hold_pair(*, upper_id: int, lower_id: int, now: datetime) -> tuple[Case, Case]:
    """
    Hold two cases, and all above the upper one, so that no two ties made at once close a loop.

    :raises LoopRefused: if the upper case stands at or below the lower one
    """
    for _try in range(LOCK_TRIES):
        edges = edges_above(upper_id)
        wanted = {upper_id, lower_id, *above(edges, upper_id)}
        # In one order, so that two writers never wait for each other.
        list(Case.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
        edges = edges_above(upper_id)
        if {upper_id, *above(edges, upper_id)} <= wanted:
            break
    if would_loop(edges, upper_id, lower_id):
        raise LoopRefused(f"{upper_id} above {lower_id}")
    Case.objects.filter(pk__in=[upper_id, lower_id]).update(version=F("version") + 1, updated_at=now)
    cases = Case.objects.select_related("service", "unit").in_bulk([upper_id, lower_id])
    return cases[upper_id], cases[lower_id]


def require_act(actor: Account, case: Case) -> None:
    """
    Go on only if the actor works on the case.

    :raises NotAllowed: if they do not
    """
    if not standing_of(actor).may("act", case):
        raise NotAllowed(f"{actor} may not tie case {case.pk}")


def tie(
    kind: str,
    upper: Case,
    lower: Case,
    *,
    actor: Account | None,
    now: datetime,
    must_close: bool = False,
    counted: int = 0,
) -> CaseRelation:
    """
    Write a tie down.

    :raises TiedAlready: if the lower case has one of that kind
    """
    try:
        with transaction.atomic():
            return CaseRelation.objects.create(
                kind=kind,
                upper=upper,
                lower=lower,
                must_close=must_close,
                counted=counted,
                made_at=now,
                made_by=actor,
            )
    except IntegrityError as clash:
        raise TiedAlready(lower.code) from clash


def tell_both(
    verb: str,
    relation: CaseRelation,
    *,
    actor: Account,
    now: datetime,
    is_public: bool = False,
    words: str = "",
) -> None:
    """Write a line about a tie into both histories; each names the other case."""
    for case, other, end in (
        (relation.upper, relation.lower, "upper"),
        (relation.lower, relation.upper, "lower"),
    ):
        body = {"kind": relation.kind, "case": other.code, "id": other.pk, "end": end}
        # The other case's follow page stays its own: only the one below learns the code of the one above.
        public = is_public and end == "lower"
        append(case, verb, actor=actor, now=now, body=body, words=words, is_public=public)
    payload = {"kind": relation.kind, "upper": relation.upper.code, "lower": relation.lower.code}
    record(verb=f"cases.{verb}", actor=actor, thing=relation.lower.ref, payload=payload, now=now)


@transaction.atomic
def make_child(
    *, parent_id: int, child_id: int, actor: Account, now: datetime, must_close: bool = False
) -> CaseRelation:
    """
    Put a case beneath another: a fine beneath the breach it punishes.

    :param must_close: whether the parent may end only after this child
    :raises LoopRefused: if the parent stands at or below the child
    :raises TiedAlready: if the child has a parent
    :raises NotAllowed: if the actor does not work on the parent
    """
    parent, child = hold_pair(upper_id=parent_id, lower_id=child_id, now=now)
    require_act(actor, parent)
    relation = tie(Kind.CHILD, parent, child, actor=actor, now=now, must_close=must_close)
    tell_both(CaseEvent.Verb.RELATED, relation, actor=actor, now=now)
    return relation


@transaction.atomic
def begin_beneath(*, parent: Case, child: Case, now: datetime, must_close: bool = False) -> CaseRelation:
    """
    Put a case that was just opened beneath another, by the machine.

    It stands above nothing yet, so that no loop can close; and the parent keeps its version, for a hundred
    objections must not push aside the officer who works on it.

    :param must_close: whether the parent may end only after this child
    :raises TiedAlready: if the child has a parent
    """
    relation = tie(Kind.CHILD, parent, child, actor=None, now=now, must_close=must_close)
    body = {"kind": relation.kind, "case": parent.code, "id": parent.pk, "end": "lower"}
    append(child, CaseEvent.Verb.RELATED, actor=None, now=now, body=body)
    return relation


@transaction.atomic
def take_from_parent(*, relation_id: int, actor: Account, now: datetime) -> CaseRelation:
    """
    Undo a tie of parent and child; both histories keep that it was.

    :raises TieOver: if it was undone already, or is of another kind
    :raises NotAllowed: if the actor does not work on the parent
    """
    relation = end_tie(relation_id, Kind.CHILD, now)
    require_act(actor, relation.upper)
    tell_both(CaseEvent.Verb.UNRELATED, relation, actor=actor, now=now)
    return relation


def end_tie(relation_id: int, kind: str, now: datetime) -> CaseRelation:
    """
    End a tie that holds, once, and hold both its cases.

    :raises TieOver: if it does not hold any more, or is of another kind
    """
    holding = CaseRelation.objects.filter(pk=relation_id, kind=kind, ended_at=None)
    if not holding.update(ended_at=now):
        raise TieOver(str(relation_id))
    relation = CaseRelation.objects.get(pk=relation_id)
    pair = sorted([relation.upper_id, relation.lower_id])
    list(Case.objects.select_for_update().filter(pk__in=pair).order_by("pk"))
    Case.objects.filter(pk__in=pair).update(version=F("version") + 1, updated_at=now)
    cases = Case.objects.select_related("service", "unit").in_bulk(pair)
    relation.upper, relation.lower = cases[relation.upper_id], cases[relation.lower_id]
    return relation


@transaction.atomic
def open_beside(
    *,
    case_id: int,
    service: str,
    description: str,
    actor: Account,
    now: datetime,
    as_child: bool = False,
    must_close: bool = False,
) -> Case:
    """
    Open a case beside another: the second matter of a report about two, or a child.

    The new case stands where the other does and has copies of its photos. Whoever reported a split case follows
    both, and is told the new code; a child is the municipality's own work and tells nobody.

    :raises ServiceUnknown: if no active service has that code
    :raises NotAllowed: if the actor does not work on the case
    """
    upper = Case.objects.select_related("service", "unit", "place").get(pk=case_id)
    require_act(actor, upper)
    fresh = open_case(
        service=service,
        description=description,
        lon=upper.lon,
        lat=upper.lat,
        place=upper.place,
        address=upper.address,
        source=Case.Source.STAFF if as_child else upper.source,
        actor=actor,
        now=now,
        is_sample=upper.is_sample,
    )
    upper, fresh = hold_pair(upper_id=case_id, lower_id=fresh.pk, now=now)
    kind = Kind.CHILD if as_child else Kind.SPLIT
    relation = tie(kind, upper, fresh, actor=actor, now=now, must_close=as_child and must_close)
    _copy_photos(upper, fresh)
    if not as_child:
        _copy_reporter(upper, fresh, now)
    verb = CaseEvent.Verb.RELATED if as_child else CaseEvent.Verb.SPLIT
    tell_both(verb, relation, actor=actor, now=now, is_public=not as_child)
    return fresh


def _copy_photos(upper: Case, fresh: Case) -> None:
    for photo in upper.documents.filter(kind=Document.Kind.PHOTO).order_by("id"):
        photo.pk, photo.case, photo.waiting_key = None, fresh, ""
        photo._state.adding = True
        photo.save(force_insert=True)


def _copy_reporter(upper: Case, fresh: Case, now: datetime) -> None:
    who = Reporter.objects.filter(case=upper, erased_at=None).first()
    if who is None:
        return
    who.pk, who.case = None, fresh
    who._state.adding = True
    who.save(force_insert=True)
    tell_reporter(fresh, "case_opened", now=now)
