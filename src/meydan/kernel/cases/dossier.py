"""Everything the municipality holds about one phone, to be taken along: JSON, and CSV for spreadsheets."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from meydan.base.files.public import csv_bytes
from meydan.base.locale.public import text
from meydan.kernel.cases.answersview import answers_to_take_home
from meydan.kernel.cases.models import Case, CaseEvent, Clock
from meydan.kernel.cases.operations.photos import media_path
from meydan.kernel.cases.privacy import SealUnreadable, open_text
from meydan.kernel.cases.queries.cases import case_in_full, history

CASE_HEADS = (
    "code", "service", "unit", "state", "outcome", "opened_at", "due_at", "closed_at", "address", "lon", "lat",
    "description", "satisfied", "name", "phone", "email",
)  # fmt: skip
LINE_HEADS = ("code", "at", "verb", "words")


def case_facts(case: Case) -> dict[str, Any]:
    """Return what is held about a case's author and what they wrote, with its clocks and its history."""
    return {
        "code": case.code,
        "service": case.service.names,
        "unit": case.unit.names,
        "state": case.state,
        "outcome": case.outcome,
        "opened_at": case.opened_at.isoformat(),
        "due_at": case.due_at.isoformat() if case.due_at else None,
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "address": case.address,
        "lon": case.lon,
        "lat": case.lat,
        "description": case.description,
        "satisfied": case.is_satisfied,
        **_person(case),
        "clocks": [_clock(clock) for clock in case.clocks.all()],
        "history": [_line(event) for event in history(case) if _is_for_author(event)],
        "form": answers_to_take_home(case),
        "files": [f"files/{case.code}/{paper.pk}-{paper.name}" for paper in _papers(case)],
    }


def _person(case: Case) -> dict[str, str]:
    reporter = getattr(case, "reporter", None)
    sealed = {
        "name": reporter.name_sealed if reporter else b"",
        "phone": reporter.phone_sealed if reporter else b"",
        "email": reporter.email_sealed if reporter else b"",
    }
    try:
        return {key: open_text(value) for key, value in sealed.items()}
    except SealUnreadable:
        return dict.fromkeys(sealed, "")


def _clock(clock: Clock) -> dict[str, Any]:
    due = clock.due_at.isoformat() if clock.due_at else None
    return {"names": clock.names, "state": clock.state, "due_at": due, "law": clock.law}


def _is_for_author(event: CaseEvent) -> bool:
    """What everyone sees, and the letters; notes of officers among themselves are not about the author."""
    return event.is_public or event.verb in ("message_in", "message_out", "answered", "document")


def _line(event: CaseEvent) -> dict[str, Any]:
    words = getattr(event, "words", None)
    return {"at": event.at.isoformat(), "verb": event.verb, "words": words.text if words else ""}


def _papers(case: Case) -> list[Any]:
    return [paper for paper in case.documents.all() if paper.added_by_id is None or paper.is_public]


def zipped(case_ids: Iterable[int], supported: Iterable[Case]) -> bytes:
    """Return the archive: ``cases.json``, ``cases.csv``, ``history.csv``, ``supported.csv`` and the files sent."""
    cases = [case_in_full(number) for number in case_ids]
    facts = [case_facts(case) for case in cases]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cases.json", json.dumps(facts, ensure_ascii=False, indent=1))
        archive.writestr(
            "cases.csv", csv_bytes(CASE_HEADS, ([_cell(one[key]) for key in CASE_HEADS] for one in facts))
        )
        lines = (
            [one["code"], *(line[key] for key in LINE_HEADS[1:])] for one in facts for line in one["history"]
        )
        archive.writestr("history.csv", csv_bytes(LINE_HEADS, lines))
        rows = ([case.code, case.opened_at.isoformat()] for case in supported)
        archive.writestr("supported.csv", csv_bytes(("code", "opened_at"), rows))
        for case in cases:
            for paper in _papers(case):
                path = media_path(paper.sha256)
                if path.is_file():
                    archive.write(path, f"files/{case.code}/{paper.pk}-{paper.name}")
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return text(value)
    return "" if value is None else value
