"""Keeps the evidence that a step of a workflow asks for by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from meydan.base.audit.public import new_salt
from meydan.base.people.public import Account
from meydan.kernel.cases.engine.evidence import EvidenceAsked, EvidenceUnfit, fit
from meydan.kernel.cases.engine.workflow import Workflow
from meydan.kernel.cases.models import Case, CaseEvent, Document, EvidenceGiven
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.photos import PreparedFile, attach, prepare_evidence, prepare_photo
from meydan.kernel.cases.privacy import seal_text
from meydan.kernel.cases.queries.chain import value_written, words_digest


class EvidenceUnknown(LookupError):
    """The workflow knows no evidence of that code."""


def keep_given(
    case: Case, walk: Workflow, given: Mapping[str, Any], *, actor: Account | None, now: datetime
) -> list[EvidenceGiven]:
    """
    Write what was given into the case, each value with a line of history; inside the caller's transaction.

    :param given: by the code of the evidence; a file, several files, or a value that fits its kind
    :raises EvidenceUnknown: if the workflow has no such evidence
    :raises EvidenceUnfit: if a value does not fit what was asked for
    :raises FileRefused: if a file cannot be taken
    """
    kept: list[EvidenceGiven] = []
    for code, value in given.items():
        asked = walk.evidence.get(code)
        if asked is None:
            raise EvidenceUnknown(f"workflow {walk.code} has no evidence {code!r}")
        if asked.is_file:
            kept += [_keep_file(case, asked, one, actor, now) for one in _files(asked, value)]
        else:
            today = now.astimezone(settings.CITY_ZONE).date()
            kept.append(_keep(case, asked, fit(asked, value, today), actor, now))
    return kept


def _files(asked: EvidenceAsked, value: Any) -> Sequence[Any]:
    files = list(value) if isinstance(value, list | tuple) else [value]
    if not files or None in files:
        raise EvidenceUnfit(asked.code, "empty")
    return files


def _keep_file(
    case: Case, asked: EvidenceAsked, upload: Any, actor: Account | None, now: datetime
) -> EvidenceGiven:
    prepare = prepare_photo if asked.kind == "photo" else prepare_evidence
    prepared = upload if isinstance(upload, PreparedFile) else prepare(upload)
    name = str(getattr(upload, "name", "") or "")
    document = attach(
        case=case, prepared=prepared, kind=Document.Kind.EVIDENCE, actor=actor, now=now, name=name
    )
    return _keep(case, asked, document.sha256, actor, now, document)


def _keep(
    case: Case,
    asked: EvidenceAsked,
    value: Any,
    actor: Account | None,
    now: datetime,
    document: Document | None = None,
) -> EvidenceGiven:
    salt, written = new_salt(), value_written(value)
    body = {"evidence": asked.code, "kind": asked.kind, "value": words_digest(written, salt)}
    event = append(case, CaseEvent.Verb.EVIDENCE, actor=actor, now=now, body=body)
    return EvidenceGiven.objects.create(
        case=case,
        event=event,
        code=asked.code,
        kind=asked.kind,
        value=None if asked.is_personal else value,
        value_sealed=seal_text(written) if asked.is_personal else b"",
        document=document,
        salt=salt,
    )
