"""Opens a case from a form that was sent, and keeps what was written in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from meydan.base.forms.public import (
    FormDefinition,
    Outcome,
    Submission,
    amount_owed,
    answers_in,
    ask_again,
    definition_of,
    facts_said,
    seal_answers,
    version_of,
)
from meydan.kernel.cases.models import Case, CaseAnswers, Document
from meydan.kernel.cases.operations.fees import take_over_fee
from meydan.kernel.cases.operations.opening import ReporterFacts, open_case
from meydan.kernel.cases.operations.photos import attach

PURPOSE = "service"
SOURCES = {
    "web": Case.Source.WEB,
    "counter": Case.Source.COUNTER,
    "phone": Case.Source.PHONE,
    "field": Case.Source.STAFF,
}
# A register that is down is asked again for so long; after that an officer has looked at the papers.
ASKED_FOR = timedelta(days=14)


@transaction.atomic
def take_form(submission: Submission, now: datetime) -> Outcome:
    """
    Open the case a form asks for; the same form sent again is the same case.

    :raises ServiceUnknown: if the service takes no cases any more
    """
    service = submission.purpose.partition(":")[2]
    definition = definition_of(version_of(submission.version_id))
    said = facts_said(definition, submission.answers)
    case = open_case(
        service=service,
        description=said.words,
        lon=said.lon,
        lat=said.lat,
        address=said.address[:300],
        source=SOURCES[submission.channel],
        answers=submission.answers,
        actor=submission.officer,
        reporter=ReporterFacts(
            name=said.name[:120], phone=said.phone, email=said.email, language=submission.language
        ),
        now=now,
        idempotency_key=f"form:{submission.key}",
        # The letter about the appointment bears the code too.
        is_told=not _has_time(definition, submission.answers),
    )
    kept = {"answers": dict(submission.answers), "proofs": dict(submission.proofs)}
    CaseAnswers.objects.get_or_create(
        case=case,
        defaults={
            "version_id": submission.version_id,
            "channel": submission.channel,
            "answers_sealed": seal_answers(kept),
            "unproven": _unproven(submission.proofs),
            "taken_at": now,
        },
    )
    _take_over_fee(case, definition, submission, now)
    for _field, _sha256, prepared, name in submission.files:
        kind = Document.Kind.PHOTO if prepared.width_px else Document.Kind.PAPER
        attach(case=case, prepared=prepared, kind=kind, name=name, actor=submission.officer, now=now)
    return Outcome(case.ref, case.code, reverse("cases:followed", args=[case.code]))


def _has_time(definition: FormDefinition, answers: Mapping[str, Any]) -> bool:
    return any(field.kind == "appointment" and answers.get(field.code) for field in definition.fields)


def _take_over_fee(case: Case, definition: FormDefinition, submission: Submission, now: datetime) -> None:
    owed = amount_owed(definition, submission.answers)
    if owed is not None:
        field, key, amount = owed
        take_over_fee(
            case=case, key=key, names=field.names, amount=amount, language=submission.language, now=now
        )


def _unproven(proofs: Mapping[str, Any]) -> int:
    return sum(1 for proof in proofs.values() if proof["state"] == "silent")


def ask_registers_again(*, now: datetime, limit: int = 50) -> int:
    """
    Ask the registers that were silent when a form was sent; return for how many cases something was learned.

    The asking stands outside any transaction, for a register may take its time.
    """
    waiting = CaseAnswers.objects.select_related("version").filter(
        unproven__gt=0, erased_at=None, taken_at__gt=now - ASKED_FOR
    )
    learned = 0
    for row in waiting.order_by("taken_at", "id")[:limit]:
        answers, proofs = answers_in(row.answers_sealed)
        fresh = ask_again(definition_of(row.version), answers, proofs, now)
        if fresh:
            learned += note_proofs(answers_id=row.pk, proofs=fresh)
    return learned


@transaction.atomic
def note_proofs(*, answers_id: int, proofs: Mapping[str, Any]) -> int:
    """Keep what registers said later, beside what the citizen wrote; return 1, or 0 if the answers were erased."""
    row = CaseAnswers.objects.select_for_update().filter(pk=answers_id, erased_at=None).first()
    if row is None:
        return 0
    answers, older = answers_in(row.answers_sealed)
    whole = {**older, **proofs}
    row.answers_sealed = seal_answers({"answers": answers, "proofs": whole})
    row.unproven = _unproven(whole)
    row.save(update_fields=["answers_sealed", "unproven"])
    return 1


def erase_answers(*, case: Case, now: datetime) -> int:
    """Erase what was written in the form of a case; return how many rows went. In the caller's transaction."""
    rows = CaseAnswers.objects.filter(case=case, erased_at=None)
    return rows.update(answers_sealed=b"", unproven=0, erased_at=now)
