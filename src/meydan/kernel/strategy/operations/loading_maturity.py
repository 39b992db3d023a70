"""Sample answers and a sample year of maturity, from a demo overlay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from meydan.base.packs.public import LoadReport, Pack
from meydan.kernel.strategy.engine.maturity import MET, PARTLY, UNMET, level_of
from meydan.kernel.strategy.models import MaturityAnswer, MaturitySnapshot
from meydan.kernel.strategy.operations.maturity import answer_criterion, keep_snapshot
from meydan.kernel.strategy.queries.maturity import checklist


def load_answers(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Write down the answers of ``maturity_answers.toml``; a criterion that somebody answered is left as it is."""
    document = pack.document("maturity_answers")
    made = [_load_answer(row, is_sample) for row in document.get("answer", [])]
    made += [_load_year(row, now, is_sample) for row in document.get("year", [])]
    return LoadReport(created=sum(made), unchanged=len(made) - sum(made))


def remove_answers(now: datetime) -> int:
    """Take sample answers and sample years away; returns how many went."""
    held = (MaturityAnswer, MaturitySnapshot)
    return sum(rows._default_manager.filter(is_sample=True).delete()[0] for rows in held)


def _load_answer(row: Mapping[str, Any], is_sample: bool) -> bool:
    about = {"checklist": row["checklist"], "criterion": row["criterion"]}
    if MaturityAnswer.objects.filter(**about).exists():
        return False
    answer_criterion(
        checklist_code=row["checklist"],
        criterion=row["criterion"],
        answer=row["answer"],
        evidence=row.get("evidence", ""),
        note=row.get("note", ""),
        unit_code=row.get("unit", ""),
        post_code=row.get("post", ""),
        actor=None,
        now=datetime.combine(row["on"], time(9), tzinfo=UTC),
        is_sample=is_sample,
    )
    return True


def _load_year(row: Mapping[str, Any], now: datetime, is_sample: bool) -> bool:
    """A past year whose states are told one by one, for nothing counts backwards what nobody counted then."""
    if MaturitySnapshot.objects.filter(checklist=row["checklist"], year=row["year"]).exists():
        return False
    held = checklist(row["checklist"], now)
    states = {one.code: _told(row, one.code) for one in held.criteria}
    levels = {
        one.code: level_of((criterion.level, states[criterion.code]) for criterion in one.criteria)
        for one in held.components
    }
    document = {
        "checklist": held.code,
        "names": held.names,
        "on": row["on"].isoformat(),
        "levels": levels,
        "component_names": {one.code: one.names for one in held.components},
        "states": states,
        "criteria": [
            {"code": one.code, "component": one.component, "level": one.level, "names": one.names,
             "state": states[one.code], "indicator": one.indicator, "value": None, "row_count": 0, "answer": "",
             "evidence": "", "post": "", "answered_at": ""}
            for one in held.criteria
        ],
    }  # fmt: skip
    at = datetime.combine(row["on"], time(9), tzinfo=UTC)
    keep_snapshot(held.code, int(row["year"]), document, at, is_sample=is_sample)
    return True


def _told(row: Mapping[str, Any], code: str) -> str:
    return MET if code in row.get("met", []) else PARTLY if code in row.get("partly", []) else UNMET
