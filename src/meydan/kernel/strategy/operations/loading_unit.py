"""What the smart-city unit holds in a pack's overlay: a quarter that was asked about, and replies that wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from meydan.base.packs.public import LoadReport, Pack
from meydan.base.sealing.public import seal_text
from meydan.kernel.strategy.models import Action, Quarter, Question, Reply
from meydan.kernel.strategy.queries.routine import open_actions, whom_to_ask
from meydan.kernel.strategy.routinesetup import PURPOSE, quarter_of

# How the answers of a loaded quarter are spread over its days and ways.
ANSWERED_WITHIN = 12
WAYS = (Question.Way.EMAIL, Question.Way.SMS, Question.Way.LINK, Question.Way.DESK, Question.Way.PHONE)


def load_unit_records(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Write down what ``smart_unit_records.toml`` says of the past; what stands is left as it is."""
    rows = [
        _load_quarter(row, now, is_sample) for row in pack.document("smart_unit_records").get("quarter", [])
    ]
    return LoadReport(created=sum(rows), unchanged=len(rows) - sum(rows))


def _load_quarter(row: Mapping[str, Any], now: datetime, is_sample: bool) -> bool:
    days = quarter_of(row["asked_on"])
    quarter, new = Quarter.objects.get_or_create(
        starts_on=days.starts_on,
        defaults={"ends_on": days.ends_on, "opened_at": _at(row["asked_on"]), "is_sample": is_sample},
    )
    if not new:
        return False
    silent = {str(code) for code in row.get("silent", [])}
    actions = list(Action.objects.filter(pk__in=open_actions().values("pk")).order_by("order", "pk"))
    # Shown as asked at the post that answers today; nothing is sent for what is loaded.
    posts = whom_to_ask(actions, now.date())
    for number, action in enumerate(actions):
        is_silent = action.code in silent
        Question.objects.create(
            quarter=quarter,
            action=action,
            post=posts[action.pk].post,
            asked_at=_at(row["asked_on"]),
            reminders=2 if is_silent else 0,
            answered_at=None
            if is_silent
            else _at(row["asked_on"] + timedelta(days=1 + number % ANSWERED_WITHIN)),
            way="" if is_silent else WAYS[number % len(WAYS)],
            is_sample=is_sample,
        )
    for number, one in enumerate(row.get("replies", [])):
        _load_reply(one, f"pack:{quarter.pk}:{number}", quarter, is_sample)
    return True


def _load_reply(row: Mapping[str, Any], digest: str, quarter: Quarter, is_sample: bool) -> None:
    Reply.objects.create(
        digest=digest,
        channel=row["way"],
        question=Question.objects.filter(quarter=quarter, action__code=str(row.get("action", ""))).first(),
        sender_masked=row.get("sender", ""),
        words_sealed=seal_text(row["words"], purpose=PURPOSE),
        fault=row["fault"],
        state=Reply.State.WAITING,
        came_at=_at(row["on"]),
        is_sample=is_sample,
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(7), tzinfo=UTC)


def remove_unit_sample(now: datetime) -> int:
    """Remove the sample quarters with their questions, and sample replies."""
    return sum(rows._default_manager.filter(is_sample=True).delete()[0] for rows in (Reply, Quarter))
