"""Moves cases along their workflow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account, NotAllowed, OrgUnit
from meydan.kernel.cases.engine.workflow import REPORTER, SYSTEM, Transition, Workflow, missing_requirements
from meydan.kernel.cases.models import AskedItem, Case, CaseEvent, Document, Reopening, Suspension
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.clocks import (
    end_clocks_met_by,
    refresh_case_clock,
    resume_clocks,
    start_clocks,
    stop_clocks,
)
from meydan.kernel.cases.operations.ending import close, reopen
from meydan.kernel.cases.operations.giving import keep_given
from meydan.kernel.cases.operations.holding import hold
from meydan.kernel.cases.operations.letters import tell_reporter
from meydan.kernel.cases.operations.photos import PreparedFile, attach, prepare_evidence
from meydan.kernel.cases.operations.reopening import check_reason, keep_reason, speaks_for_itself
from meydan.kernel.cases.operations.ties import TieHolds, keep_ties
from meydan.kernel.cases.policies import roles_on, standing_of
from meydan.kernel.cases.queries.evidence import codes_held
from meydan.kernel.cases.queries.workflows import workflow

By = Reopening.By


class TransitionNotAllowed(Exception):
    """The workflow has no such way out of the case's state, or not for these roles."""


class EvidenceMissing(Exception):
    """
    The transition asks for something not given.

    ``missing`` lists evidence, reason, note, assignee, or the codes of named evidence of the workflow.
    """

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = list(missing)


@transaction.atomic
def advance(
    *,
    case_id: int,
    transition: str,
    actor: Account | None,
    now: datetime,
    note: str = "",
    evidence: Sequence[PreparedFile | object] = (),
    given: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
    is_decided: bool = False,
    by_reporter: bool = False,
    clock: str = "",
    reason: str = "",
    is_told: bool = True,
) -> Case:
    """
    Take a case along one arrow of its workflow.

    :param actor: the officer; ``None`` is the machine itself, which may take arrows of role ``system`` only
    :param by_reporter: whether who reported moves it, along arrows of role ``reporter``; then there is no actor
    :param is_decided: whether a body decided it, which asks nobody's role
    :param evidence: prepared files or uploads (photos are drawn anew, papers must be PDF)
    :param given: named evidence of the workflow by its code, in the forms that ``keep_given`` takes
    :param expected_version: the version the reader saw; ``None`` skips the check (jobs)
    :param clock: the key of the clock that ran out, where that is why the machine moves the case
    :param is_told: whether the citizen is written to when the public word changes; not who stands at the counter
    :param reason: why a closed case is opened again, a code of its service's list
    :raises ReasonUnknown: if the list has no such reason
    :raises CaseChanged: if the case has moved on since
    :raises TransitionNotAllowed: if the arrow does not leave this state for this actor
    :raises EvidenceMissing: if something required is not given
    :raises EvidenceUnknown: if something is given that the workflow has no name for
    :raises EvidenceUnfit: if something given does not fit what is asked for
    :raises FileRefused: if a file cannot be taken
    """
    case = hold(case_id, expected_version, now)
    walk = workflow(case.service.workflow)
    roles = {REPORTER} if by_reporter else {SYSTEM} if actor is None else roles_on(actor, case)
    arrow = _arrow(walk, case, transition, roles, is_decided)
    before, target = case.state, walk.state(arrow.target)
    is_reopened, ended = case.is_closed and not target.final, case.outcome
    reason = reason if is_reopened else ""
    check_reason(case, reason)
    is_machine = actor is None and not by_reporter
    _require(walk, arrow, case, note, evidence, given or {}, is_machine=is_machine, reason=reason)
    keep_given(case, walk, given or {}, actor=actor, now=now)
    for upload in evidence:
        _keep_evidence(case, upload, actor, now)
    _keep_ties(case, ends=target.final and not case.is_closed)
    case.state = arrow.target
    _turn_clocks(case, arrow, actor, now)
    body = {"transition": arrow.code, "from": before, "to": arrow.target}
    # The outcome is written into the line, so that it stands there whatever becomes of case and workflow.
    body |= {"outcome": target.outcome} if target.final else {}
    body |= {"clock": clock} if clock else {}
    body |= {"by": REPORTER} if by_reporter else {}
    # What it had come to stands here too, so that the first outcome is read beside why it did not hold.
    body |= {"reopened": reason, "ended": ended} if is_reopened else {}
    line = append(
        case, CaseEvent.Verb.MOVED, actor=actor, now=now, body=body, words=note.strip(), is_public=True
    )
    if target.final and not case.is_closed:
        close(case, target.outcome, now)
        _end_waiting(case, now)
    elif is_reopened:
        by = By.REPORTER if by_reporter else By.MACHINE if is_machine else By.OFFICER
        keep_reason(case, line, reason=reason, by=by, outcome=ended, now=now)
        reopen(case, now)
    # After closing: the time to object begins where the case ends.
    start_clocks(case, now=now, state=arrow.target)
    refresh_case_clock(case)
    case.save()
    if is_told:
        _tell(case, walk, before, now)
    record(verb="cases.advance", actor=actor, thing=case.ref, payload=body, now=now)
    return case


def _keep_ties(case: Case, *, ends: bool) -> None:
    try:
        keep_ties(case, ends=ends)
    except TieHolds as held:
        raise TransitionNotAllowed(str(held)) from held


def _arrow(walk: Workflow, case: Case, code: str, roles: Collection[str], is_decided: bool) -> Transition:
    for arrow in walk.leaving(case.state) if is_decided else walk.open_to(case.state, roles):
        if arrow.code == code:
            return arrow
    raise TransitionNotAllowed(f"{code} does not leave state {case.state} for this role")


def _require(
    walk: Workflow,
    arrow: Transition,
    case: Case,
    note: str,
    evidence: Sequence[object],
    given: Mapping[str, Any],
    *,
    is_machine: bool,
    reason: str,
) -> None:
    named_files = sum(code in walk.evidence and walk.evidence[code].is_file for code in given)
    missing = missing_requirements(
        arrow,
        note=note,
        evidence_count=len(evidence) + named_files,
        has_assignee=case.assignee_id is not None,
        held=codes_held(case, walk) | set(given),
        has_reason=speaks_for_itself(reason),
        by_machine=is_machine,
    )
    if missing:
        raise EvidenceMissing(missing)


def _keep_evidence(case: Case, upload: PreparedFile | object, actor: Account | None, now: datetime) -> None:
    prepared = upload if isinstance(upload, PreparedFile) else prepare_evidence(upload)  # type: ignore[arg-type]
    name = str(getattr(upload, "name", "") or "")
    kept = attach(case=case, prepared=prepared, kind=Document.Kind.EVIDENCE, actor=actor, now=now, name=name)
    append(
        case, CaseEvent.Verb.DOCUMENT, actor=actor, now=now, body={"sha256": kept.sha256, "kind": kept.kind}
    )


def _turn_clocks(case: Case, arrow: Transition, actor: Account | None, now: datetime) -> None:
    if arrow.stops_clock:
        stop_clocks(case, actor=actor, now=now)
    if arrow.starts_clock:
        resume_clocks(case, actor=actor, now=now)
        _end_waiting(case, now)
    end_clocks_met_by(case, arrow.target, now=now)


def _end_waiting(case: Case, now: datetime) -> None:
    """A case that goes on waits for nothing: what had not come is no longer needed."""
    waited = AskedItem.objects.filter(suspension__case=case, suspension__ended_at=None, state="waited")
    waited.update(state=AskedItem.State.DROPPED, settled_at=now)
    Suspension.objects.filter(case=case, ended_at=None).update(ended_at=now)


def _tell(case: Case, walk: Workflow, before: str, now: datetime) -> None:
    """Write only when the citizen would read a new word: inner steps share one public name."""
    if walk.state(before).public_names == walk.state(case.state).public_names:
        return
    tell_reporter(case, "case_closed" if case.is_closed else "case_moved", now=now)


def _require_standing(actor: Account, verb: str, case: Case) -> None:
    if not standing_of(actor).may(verb, case):
        raise NotAllowed(f"{actor} may not {verb} case {case.pk}")


@transaction.atomic
def assign(
    *,
    case_id: int,
    assignee: Account | None,
    actor: Account | None,
    now: datetime,
    unit: OrgUnit | None = None,
    expected_version: int | None = None,
) -> Case:
    """
    Give a case to an officer (``None``: to nobody), and to another unit when one is named.

    :raises CaseChanged: if the case has moved on since
    :raises NotAllowed: if the actor may not hand out this case
    """
    case = hold(case_id, expected_version, now)
    if actor is not None:
        _require_standing(actor, "assign", case)
    body = {"to": assignee.pk if assignee else None, "unit": (unit or case.unit).code}
    case.assignee, case.unit = assignee, unit or case.unit
    case.save(update_fields=["assignee", "unit"])
    append(case, CaseEvent.Verb.ASSIGNED, actor=actor, now=now, body=body)
    record(verb="cases.assign", actor=actor, thing=case.ref, payload=body, now=now)
    return case
