"""Takes in a visit that was written on the spot, once, whatever became of the case meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from meydan.base.audit.public import new_salt
from meydan.base.people.public import Account
from meydan.kernel.cases.engine.evidence import EvidenceUnfit
from meydan.kernel.cases.engine.workflow import Workflow
from meydan.kernel.cases.models import Case, CaseEvent, Document, Visit
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.giving import EvidenceUnknown, keep_given
from meydan.kernel.cases.operations.holding import CaseChanged, touch
from meydan.kernel.cases.operations.moving import EvidenceMissing, TransitionNotAllowed, advance
from meydan.kernel.cases.operations.photos import PreparedFile, attach
from meydan.kernel.cases.operations.words import MAX_WORDS
from meydan.kernel.cases.queries.chain import value_written, words_digest
from meydan.kernel.cases.queries.visits import visit_of_key
from meydan.kernel.cases.queries.workflows import workflow


@dataclass(frozen=True)
class Spot:
    """Where a phone was: degrees, and the radius in metres within which it believes itself."""

    lon: float
    lat: float
    accuracy_m: float | None = None


@dataclass(frozen=True)
class Written:
    """
    What an inspector wrote on the spot.

    :param step: the arrow chosen; empty when the visit is only written down
    :param given: named evidence, as ``keep_given`` takes it, its files prepared already
    """

    visited_at: datetime
    step: str = ""
    note: str = ""
    photos: Sequence[PreparedFile] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    spot: Spot | None = None


@transaction.atomic
def keep_visit(
    *, case_id: int, key: UUID, seen_version: int, written: Written, officer: Account, now: datetime
) -> tuple[Visit, bool]:
    """
    Keep a visit and take the step it chose; return it, and whether it is new.

    A step that cannot be taken any more (``Visit.kept_because``) turns nothing away: words, photos and evidence
    stand in the history for whoever has the case now. The same key again changes nothing.

    :param seen_version: the case's version when the officer's page was drawn
    """
    # The row is held first, so that the same visit sent twice at once is seen by the second.
    case = touch(case_id, now)
    before = visit_of_key(key)
    if before is not None:
        return before, False
    because = _step(case_id, seen_version, written, officer, now) if written.step else ""
    case.refresh_from_db()
    if because or not written.step:
        _keep_all(case, written, officer, now)
    return _write(case, key, written, because, officer, now), True


def _step(case_id: int, seen_version: int, written: Written, officer: Account, now: datetime) -> str:
    """Take the step; return why it was not taken, and then nothing of it stands."""
    try:
        with transaction.atomic():
            advance(
                case_id=case_id,
                transition=written.step,
                actor=officer,
                now=now,
                note=written.note,
                evidence=written.photos,
                given=written.given,
                expected_version=seen_version,
            )
    except CaseChanged:
        return Visit.Kept.CHANGED
    except TransitionNotAllowed:
        return Visit.Kept.NOT_OPEN
    except (EvidenceMissing, EvidenceUnfit, EvidenceUnknown):
        return Visit.Kept.LACKING
    return ""


def _keep_all(case: Case, written: Written, officer: Account, now: datetime) -> None:
    for photo in written.photos:
        kept = attach(case=case, prepared=photo, kind=Document.Kind.EVIDENCE, actor=officer, now=now)
        body = {"sha256": kept.sha256, "kind": kept.kind}
        append(case, CaseEvent.Verb.DOCUMENT, actor=officer, now=now, body=body)
    walk = workflow(case.service.workflow)
    for code, value in written.given.items():
        _keep_one(case, walk, code, value, officer, now)


def _keep_one(case: Case, walk: Workflow, code: str, value: Any, officer: Account, now: datetime) -> None:
    """Keep one piece of evidence; one that does not fit is said in words instead."""
    try:
        with transaction.atomic():
            keep_given(case, walk, {code: value}, actor=officer, now=now)
    except (EvidenceUnfit, EvidenceUnknown):
        append(case, CaseEvent.Verb.NOTED, actor=officer, now=now, words=f"{code}: {value}"[:MAX_WORDS])


def _write(case: Case, key: UUID, written: Written, because: str, officer: Account, now: datetime) -> Visit:
    visited_at, salt, spot = min(written.visited_at, now), new_salt(), written.spot
    body: dict[str, Any] = {"visited_at": visited_at.isoformat(), "step": written.step, "kept": str(because)}
    if spot is not None:
        body["spot"] = words_digest(value_written([spot.lon, spot.lat, spot.accuracy_m]), salt)
    # Where the step was taken, the words stand in its own line.
    words = "" if written.step and not because else written.note.strip()[:MAX_WORDS]
    event = append(case, CaseEvent.Verb.VISITED, actor=officer, now=now, body=body, words=words)
    return Visit.objects.create(
        key=key,
        case=case,
        event=event,
        officer=officer,
        visited_at=visited_at,
        received_at=now,
        step=written.step,
        kept_because=because,
        lon=spot.lon if spot else None,
        lat=spot.lat if spot else None,
        accuracy_m=spot.accuracy_m if spot else None,
        salt=salt,
    )


def forget_spots(*, visited_before: datetime | None = None, officer: Account | None = None) -> int:
    """
    Erase where inspectors stood, of old visits or of one officer; return how many places went.

    The visit and its line of history stay: the line holds a digest, and with the salt gone nobody can find the
    place by trying.
    """
    chosen = Visit.objects.filter(lon__isnull=False)
    if visited_before is not None:
        chosen = chosen.filter(visited_at__lt=visited_before)
    if officer is not None:
        chosen = chosen.filter(officer=officer)
    return chosen.update(lon=None, lat=None, accuracy_m=None, salt=b"")
