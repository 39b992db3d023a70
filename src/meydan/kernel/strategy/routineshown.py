"""How the question of a quarter stands, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import pgettext

from meydan.kernel.strategy.models import Question
from meydan.kernel.strategy.queries.routine import UNANSWERED_AFTER

CHIPS = {"answered": "good", "asked": "plain", "reminded": "watch", "silent": "bad", "unasked": "stale"}


@dataclass(frozen=True)
class QuestionFace:
    """A question in one row: answered, asked, reminded, silent after both reminders, or with nobody to ask."""

    question: Question
    key: str
    chip: str
    word: str


def question_face(question: Question, now: datetime) -> QuestionFace:
    """A question as one row."""
    key = _key(question, now)
    return QuestionFace(question, key, CHIPS[key], dict(state_choices())[key])


def _key(question: Question, now: datetime) -> str:
    if question.answered_at is not None:
        return "answered"
    if question.asked_at is None:
        return "unasked"
    if now - question.asked_at >= UNANSWERED_AFTER:
        return "silent"
    return "reminded" if question.reminders else "asked"


def state_choices() -> list[tuple[str, str]]:
    """The states of a question with their words."""
    return [
        ("answered", pgettext("state of a question", "Answered")),
        ("asked", pgettext("state of a question", "Asked")),
        ("reminded", pgettext("state of a question", "Reminded")),
        ("silent", pgettext("state of a question", "No answer")),
        ("unasked", pgettext("state of a question", "Nobody to ask")),
    ]
