"""Sending: the answers go to the room that asked for them, once, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from meydan.base.forms.dues import dues_of
from meydan.base.forms.engine.answers import wrong_with
from meydan.base.forms.engine.definition import Field, FormDefinition
from meydan.base.forms.engine.path import files_of, unanswered, worked_out
from meydan.base.forms.facts import facts_said
from meydan.base.forms.models import Draft, DraftFile
from meydan.base.forms.operations.filekeeping import forget_files, prepared_of
from meydan.base.forms.queries import definition_of, written_in
from meydan.base.forms.registry import Attendee, Outcome, Submission, TimeLost, purpose_of
from meydan.base.forms.times import confirm_time, hold_time


class Unfinished(Exception):
    """Answers are missing or cannot stand; ``fields`` names them in order, ``said`` tells more where there is more."""

    def __init__(self, fields: Sequence[Field], said: str = "") -> None:
        super().__init__(", ".join(field.code for field in fields))
        self.fields = list(fields)
        self.said = said


@transaction.atomic
def send_draft(*, draft_id: int, now: datetime) -> Outcome:
    """
    Hand the answers over and forget them here; sending again returns what came of it the first time.

    Everything happens in one transaction: whatever stops the program, either the form is still a draft with all its
    answers, or it was sent and its case is open.

    :raises Unfinished: if answers are missing, or an appointment was lost meanwhile, and then nothing is sent
    """
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("version__form", "officer")
        .get(pk=draft_id)
    )
    if draft.sent_at is not None:
        return Outcome(draft.result_ref, draft.result_code, draft.result_href)
    form = definition_of(draft.version)
    answers, proofs = written_in(draft)
    counted = worked_out(form, answers)
    counted |= dues_of(draft, form, counted)
    lacking = _lacking(form, answers, counted)
    if lacking:
        raise Unfinished(lacking)
    purpose, _about = purpose_of(draft.purpose)
    # Held once more: a hold that ran out is taken again while its place is free.
    times = [field for field in form.fields if field.kind == "appointment" and field.code in counted]
    try:
        for field in times:
            hold_time(draft, field, counted[field.code], now)
        outcome = purpose.take(_submission(draft, form, counted, proofs), now)
        for field in times:
            confirm_time(draft, field, _attendee(form, counted), outcome, now)
    except TimeLost as lost:
        raise Unfinished(times, lost.said) from lost
    _close(draft, outcome, now)
    return outcome


def _attendee(form: FormDefinition, counted: dict[str, Any]) -> Attendee:
    said = facts_said(form, counted)
    return Attendee(said.name, said.phone, said.email)


def _lacking(form: FormDefinition, answers: dict[str, Any], counted: dict[str, Any]) -> list[Field]:
    missing = {field.code for field in unanswered(form, answers)}
    for field in form.fields:
        kept = counted.get(field.code)
        if kept is None:
            continue
        if wrong_with(field, kept) is not None:
            missing.add(field.code)
        if field.kind == "group" and _bad_rows(form, field.code, kept):
            missing.add(field.code)
    return [field for page in form.pages for field in page.fields if field.code in missing]


def _bad_rows(form: FormDefinition, group: str, rows: list[dict[str, Any]]) -> bool:
    return any(
        wrong_with(field, row[field.code]) is not None
        for row in rows
        for field in form.rows_of(group)
        if field.code in row
    )


def _submission(
    draft: Draft, form: FormDefinition, counted: dict[str, Any], proofs: dict[str, Any]
) -> Submission:
    rows = {(row.field, row.sha256): row for row in DraftFile.objects.filter(draft=draft)}
    files = []
    for field, sha256 in files_of(form, counted):
        row = rows[(field.code, sha256)]
        files.append((field.code, sha256, prepared_of(row, draft.key), row.name))
    return Submission(
        key=str(draft.key),
        purpose=draft.purpose,
        form=form.code,
        version_id=draft.version_id,
        answers=counted,
        proofs={code: proof for code, proof in proofs.items() if code in counted},
        files=files,
        channel=draft.channel,
        language=draft.language,
        officer=draft.officer,
    )


def _close(draft: Draft, outcome: Outcome, now: datetime) -> None:
    DraftFile.objects.filter(draft=draft).delete()
    Draft.objects.filter(pk=draft.pk).update(
        answers_sealed=b"",
        code_digest="",
        phone_digest="",
        sent_at=now,
        result_ref=outcome.ref,
        result_code=outcome.code,
        result_href=outcome.href,
    )
    key = draft.key
    transaction.on_commit(lambda: forget_files([key]))
