"""A unit says how far its action is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.events.public import publish
from meydan.base.people.public import Account
from meydan.kernel.strategy.events import ActionMoved
from meydan.kernel.strategy.models import Action, ActionChange, ActionWord, Question
from meydan.kernel.strategy.operations.noting import ExplanationMissing, note_changes, told_of
from meydan.kernel.strategy.queries.lateness import owes_explanation

__all__ = ["ExplanationMissing", "say"]


@transaction.atomic
def say(
    *,
    code: str,
    sentence: str,
    progress_percent: int,
    explanation: str = "",
    is_done: bool = False,
    language: str,
    actor: Account,
    now: datetime,
    way: str = Question.Way.DESK,
) -> Action:
    """
    Keep a unit's sentence and progress, in the public history and in the audit log.

    :param explanation: why the date was missed, in ``language``; renews the words of that language
    :param way: how the sentence came, for the question of this quarter that it answers
    :raises ExplanationMissing: if the date has passed and nobody has said why
    """
    action = Action.objects.select_for_update(of=("self",)).select_related("unit").get(code=code)
    was, before = told_of(action), action.progress_percent
    if explanation:
        action.explanation = {**action.explanation, language: explanation}
    if owes_explanation(action, timezone.localdate(now)):
        raise ExplanationMissing(code)
    action.progress_percent = 100 if is_done else progress_percent
    action.status = Action.Status.DONE if is_done else Action.Status.RUNNING
    action.updated_at = now
    action.save(update_fields=["explanation", "progress_percent", "status", "updated_at"])
    note_changes(action, was, way=ActionChange.Way.WORD, now=now)
    ActionWord.objects.create(
        action=action,
        said_at=now,
        sentence={language: sentence},
        progress_percent=action.progress_percent,
        is_sample=action.is_sample,
    )
    Question.objects.filter(
        action=action, answered_at=None, quarter__ends_on__gt=timezone.localdate(now)
    ).update(answered_at=now, way=way)
    record(
        verb="strategy.said",
        actor=actor,
        thing=f"strategy.action:{action.code}",
        payload={"from": before, "to": action.progress_percent, "explained": bool(explanation)},
        now=now,
    )
    publish(ActionMoved(code, action.progress_percent, action.status, now.isoformat()), now)
    return action
