"""Answers to criteria, and years that are closed."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.locale.public import to_jalali
from meydan.base.packs.public import current
from meydan.base.people.public import Account
from meydan.kernel.strategy.models import MaturityAnswer, MaturitySnapshot
from meydan.kernel.strategy.queries.maturity import Checklist, Criterion, checklist, criterion_of


class CriterionIsComputed(Exception):
    """Live use gives the answer: nobody may type over it."""


class EvidenceUnreadable(Exception):
    """The evidence is no address that a reader can open."""


class YearIsFrozen(Exception):
    """This year was closed already; what was frozen stays."""


@transaction.atomic
def answer_criterion(
    *,
    checklist_code: str,
    criterion: str,
    answer: str,
    evidence: str,
    note: str,
    unit_code: str,
    post_code: str,
    actor: Account | None,
    now: datetime,
    is_sample: bool = False,
) -> MaturityAnswer:
    """
    Keep a post's answer; what was answered before stays to be read.

    :param evidence: a path of this city, or an http(s) address; empty makes of yes a partly
    :raises ChecklistUnknown: if there is no such criterion
    :raises CriterionIsComputed: if it is read from live use
    :raises EvidenceUnreadable: if the evidence is neither
    """
    held = criterion_of(checklist(checklist_code, now), criterion)
    if held.indicator:
        raise CriterionIsComputed(criterion)
    if evidence and not is_address(evidence):
        raise EvidenceUnreadable(evidence)
    kept = MaturityAnswer.objects.create(
        checklist=checklist_code,
        criterion=criterion,
        answer=MaturityAnswer.Answer(answer),
        evidence=evidence,
        note=note,
        unit_code=unit_code,
        post_code=post_code,
        answered_at=now,
        is_sample=is_sample,
    )
    if actor is not None:
        record(
            verb="strategy.maturity_answered",
            actor=actor,
            thing=f"strategy.maturityanswer:{kept.pk}",
            payload={
                "checklist": checklist_code,
                "criterion": criterion,
                "answer": answer,
                "post": post_code,
            },
            now=now,
        )
    return kept


def is_address(told: str) -> bool:
    """Whether a reader can open it: a path of this city, or a web address."""
    if any(sign.isspace() or not sign.isprintable() for sign in told):
        return False
    if told.startswith("/"):
        return not told.startswith(("//", "/\\"))
    try:
        found = urlsplit(told)
    except ValueError:
        return False
    return found.scheme in ("http", "https") and bool(found.hostname)


@transaction.atomic
def freeze_year(
    *, checklist_code: str, actor: Account | None, now: datetime, is_sample: bool = False
) -> MaturitySnapshot:
    """
    Freeze a checklist as it stands for the year of the city's calendar; once a year.

    :raises ChecklistUnknown: if the pack has none of this code
    :raises YearIsFrozen: if this year was frozen before
    """
    year = year_of(timezone.localdate(now))
    if MaturitySnapshot.objects.filter(checklist=checklist_code, year=year).exists():
        raise YearIsFrozen(year)
    document = _document(checklist(checklist_code, now), now)
    kept = keep_snapshot(checklist_code, year, document, now, is_sample=is_sample)
    if actor is not None:
        record(
            verb="strategy.maturity_frozen",
            actor=actor,
            thing=f"strategy.maturitysnapshot:{kept.pk}",
            payload={"checklist": checklist_code, "year": year, "sha256": kept.sha256},
            now=now,
        )
    return kept


def keep_snapshot(
    checklist_code: str, year: int, document: dict[str, Any], now: datetime, *, is_sample: bool
) -> MaturitySnapshot:
    """Write a snapshot's text with sorted keys and without blanks, and its fingerprint."""
    told = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return MaturitySnapshot.objects.create(
        checklist=checklist_code,
        year=year,
        taken_at=now,
        document=told,
        sha256=hashlib.sha256(told.encode()).hexdigest(),
        is_sample=is_sample,
    )


def year_of(day: date) -> int:
    """The year of a day in the city's calendar."""
    return to_jalali(day)[0] if current().calendar == "jalali" else day.year


def _document(held: Checklist, now: datetime) -> dict[str, Any]:
    return {
        "checklist": held.code,
        "names": held.names,
        "on": timezone.localdate(now).isoformat(),
        "levels": {one.code: one.level for one in held.components},
        "component_names": {one.code: one.names for one in held.components},
        "states": {one.code: one.state for one in held.criteria},
        "criteria": [_row(one) for one in held.criteria],
    }


def _row(one: Criterion) -> dict[str, Any]:
    value = one.standing.value if one.standing else None
    return {
        "code": one.code,
        "component": one.component,
        "level": one.level,
        "names": one.names,
        "state": one.state,
        "indicator": one.indicator,
        "value": value.value if value else None,
        "row_count": value.row_count if value else 0,
        "answer": one.answer.answer if one.answer else "",
        "evidence": one.answer.evidence if one.answer else "",
        "post": one.answer.post_code if one.answer else "",
        "answered_at": one.answer.answered_at.isoformat() if one.answer else "",
    }
