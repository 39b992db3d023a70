"""What whoever reported does from the follow page: one more document, an answer, the wish to open it again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from meydan.base.packs.public import current
from meydan.kernel.cases.engine.workflow import REPORTER, Transition
from meydan.kernel.cases.models import Case, CaseEvent, Document
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.holding import touch
from meydan.kernel.cases.operations.moving import advance
from meydan.kernel.cases.operations.photos import PreparedFile, attach
from meydan.kernel.cases.operations.reopening import speaks_for_itself
from meydan.kernel.cases.operations.words import NothingWritten, message_office
from meydan.kernel.cases.queries.suspensions import open_suspension
from meydan.kernel.cases.queries.workflows import workflow

# Papers of one case from its author; more are handed in at the counter.
MOST_PAPERS = 12


class PapersFull(Exception):
    """The author has sent as many papers as one case takes."""


class ReopenClosed(Exception):
    """The case is open, its workflow lets nobody open it again, or the time for it is over."""


def reopen_until(case: Case) -> datetime | None:
    """Return until when whoever reported may open a closed case again; ``None`` where they may not."""
    days = current().documents("workflows").get(case.service.workflow, {}).get("reopen_days")
    if case.closed_at is None or not days or _own_arrow(case) is None:
        return None
    return case.closed_at + timedelta(days=int(days))


def _own_arrow(case: Case) -> Transition | None:
    """Return the arrow of role ``reporter`` that leads on from here, if there is one and it ends nothing."""
    walk = workflow(case.service.workflow)
    own = walk.open_to(case.state, {REPORTER})
    return next((arrow for arrow in own if not walk.state(arrow.target).final), None)


@transaction.atomic
def reopen_for_reporter(*, case_id: int, reason: str, words: str = "", now: datetime) -> Case:
    """
    Open a closed case again because it is not as it should be; its first outcome stays in the history.

    :param reason: a code of its service's list
    :param words: the author's own; needed only where the reason does not speak for itself
    :raises NothingWritten: without a reason, or without words for "other"
    :raises ReasonUnknown: if the list has no such reason
    :raises ReopenClosed: if it may not be opened again, or no longer
    """
    if not reason or not (words.strip() or speaks_for_itself(reason)):
        raise NothingWritten
    case = touch(case_id, now)
    until, arrow = reopen_until(case), _own_arrow(case)
    if until is None or now > until or arrow is None:
        raise ReopenClosed(case.code)
    return advance(
        case_id=case_id,
        transition=arrow.code,
        actor=None,
        by_reporter=True,
        reason=reason,
        note=words,
        now=now,
    )


@transaction.atomic
def write_to_office(*, case_id: int, text: str, now: datetime) -> Case:
    """
    Take the author's message; where the office was waiting for it, the case goes on and its clock runs again.

    :raises NothingWritten: if there are no words
    """
    message_office(case_id=case_id, text=text, now=now)
    return _go_on(case_id, text, now)


@transaction.atomic
def send_paper(*, case_id: int, prepared: PreparedFile, name: str, now: datetime) -> Document:
    """
    Put one more document of the author with the case; where the office was waiting for it, the case goes on.

    :raises PapersFull: if the case has as many as it takes
    """
    case = touch(case_id, now)
    if Document.objects.filter(case=case, added_by=None).count() >= MOST_PAPERS:
        raise PapersFull(case.code)
    paper = attach(case=case, prepared=prepared, kind=Document.Kind.PAPER, now=now, name=name)
    body = {"sha256": paper.sha256, "kind": paper.kind, "by": REPORTER}
    append(case, CaseEvent.Verb.DOCUMENT, actor=None, now=now, body=body)
    _go_on(case_id, paper.name, now)
    return paper


def _go_on(case_id: int, note: str, now: datetime) -> Case:
    """Take the case on where it waits for its author; a list of what is asked for is ticked off by the office."""
    case = touch(case_id, now)
    if open_suspension(case_id) is not None:
        return case
    arrow = None if case.is_closed else _own_arrow(case)
    if arrow is None or not arrow.starts_clock:
        return case
    return advance(case_id=case_id, transition=arrow.code, actor=None, by_reporter=True, note=note, now=now)
