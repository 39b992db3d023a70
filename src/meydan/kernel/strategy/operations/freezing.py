"""A report is frozen: rows, document and PDF, each with its digest; nothing of it changes afterwards."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date, datetime
from typing import IO

from django.db import transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.files.public import whole_file, write_whole
from meydan.base.papers.public import Paper, PaperFacts, issue
from meydan.base.people.public import Account
from meydan.kernel.strategy.engine.document import canonical
from meydan.kernel.strategy.freezing import Asked, frozen_document
from meydan.kernel.strategy.frozenrows import RowsArchive
from meydan.kernel.strategy.models import Plan, Report
from meydan.kernel.strategy.queries.reports import frozen_path
from meydan.kernel.strategy.reportpaper import paper_body

PAPER = "plan_report"


class PeriodImpossible(Exception):
    """The period ends before it begins, or has not begun yet."""


def freeze_report(
    *,
    plan: Plan,
    kind: str,
    from_on: date,
    to_on: date,
    language: str,
    is_sample: bool = False,
    actor: Account | None,
    now: datetime,
) -> Report:
    """
    Freeze how a plan stood from one day to another, both counted in.

    Reading and setting in type hold no lock; only the keeping of the report is a transaction.

    :param language: of the PDF; the document holds every language
    :raises PeriodImpossible: if the period ends before it begins or has not begun
    :raises PressFailed: if the PDF cannot be set
    """
    if to_on < from_on or from_on > timezone.localdate(now):
        raise PeriodImpossible(f"{from_on} to {to_on}")
    rows = RowsArchive()
    with transaction.atomic():
        document = frozen_document(Asked(plan, kind, from_on, to_on), rows, now)
    rows_sha256 = _keep_rows(rows.done())
    document["rows"] = {"sha256": rows_sha256}
    content = canonical(document)
    sha256 = hashlib.sha256(content).hexdigest()
    write_whole(frozen_path(sha256, "json"), content)
    made: list[Report] = []

    def keep(paper: Paper) -> None:
        made.append(
            Report.objects.create(
                code=paper.code,
                kind=kind,
                plan=plan,
                plan_names=plan.names,
                from_on=from_on,
                to_on=to_on,
                language=language,
                number=paper.shown_number,
                document_sha256=sha256,
                rows_sha256=rows_sha256,
                pdf_sha256=paper.sha256,
                frozen_at=now,
                is_sample=is_sample,
            )
        )
        facts = {"document": sha256, "rows": rows_sha256, "pdf": paper.sha256, "number": paper.shown_number}
        record(verb="strategy.frozen", actor=actor, thing=made[0].ref, payload=facts, now=now)

    values = {
        "period_from": from_on.isoformat(),
        "period_to": to_on.isoformat(),
        "digest": sha256,
        "body": paper_body(document, language),
    }
    facts = PaperFacts(
        thing=f"strategy.plan:{plan.code}"[:80],
        thing_code="",
        values=values,
        language=language,
        is_sample=is_sample,
    )
    issue(kind_code=PAPER, facts=facts, actor=actor, now=now, beside=keep)
    return made[0]


def _keep_rows(archive: IO[bytes]) -> str:
    """Put the ZIP in its place, under its digest."""
    with archive:
        digest = hashlib.file_digest(archive, "sha256").hexdigest()  # type: ignore[arg-type]
        archive.seek(0)
        path = frozen_path(digest, "zip")
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as out:
            shutil.copyfileobj(archive, out)
    return digest
