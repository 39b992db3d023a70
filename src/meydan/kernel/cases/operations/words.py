"""Notes and messages on a case, and their erasure."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from meydan.base.appointments.public import forget_person
from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.cases.models import AskedItem, Case, CaseEvent, CaseWords, EvidenceGiven, Reporter
from meydan.kernel.cases.operations.applying import erase_answers
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.holding import touch
from meydan.kernel.cases.operations.letters import tell_reporter

MAX_WORDS = 4000


class NothingWritten(Exception):
    """A note or message without words."""


def _spoken(text: str) -> str:
    if not text.strip():
        raise NothingWritten
    return text.strip()[:MAX_WORDS]


@transaction.atomic
def add_note(
    *, case_id: int, text: str, actor: Account | None, now: datetime, is_public: bool = False
) -> CaseEvent:
    """
    Write a note into the history: for colleagues, or (``is_public``) for everyone who follows the case.

    :raises NothingWritten: if there are no words
    """
    words = _spoken(text)
    case = touch(case_id, now)
    return append(case, CaseEvent.Verb.NOTED, actor=actor, now=now, words=words, is_public=is_public)


@transaction.atomic
def message_reporter(*, case_id: int, text: str, actor: Account, now: datetime) -> CaseEvent:
    """
    Write to the citizen who reported; the words stand in the history and go out by SMS or e-mail.

    :raises NothingWritten: if there are no words
    """
    words = _spoken(text)
    case = touch(case_id, now)
    event = append(case, CaseEvent.Verb.MESSAGE_OUT, actor=actor, now=now, words=words)
    tell_reporter(case, "case_message", now=now, words=words)
    return event


@transaction.atomic
def message_office(*, case_id: int, text: str, now: datetime) -> CaseEvent:
    """
    Take the citizen's words from the follow page into the history, for the office to read.

    :raises NothingWritten: if there are no words
    """
    words = _spoken(text)
    return append(touch(case_id, now), CaseEvent.Verb.MESSAGE_IN, actor=None, now=now, words=words)


@transaction.atomic
def answer_question(*, case_id: int, is_satisfied: bool, reason: str = "", now: datetime) -> Case:
    """Take the citizen's answer to the one question asked after closing; a later answer replaces it."""
    case = touch(case_id, now)
    case.is_satisfied = is_satisfied
    case.save(update_fields=["is_satisfied"])
    body = {"satisfied": is_satisfied}
    append(case, CaseEvent.Verb.ANSWERED, actor=None, now=now, body=body, words=reason.strip()[:MAX_WORDS])
    return case


@transaction.atomic
def erase_personal_words(*, case_id: int, actor: Account | None, now: datetime) -> int:
    """
    Erase who reported and everything people wrote on a case; return how many texts went.

    The history keeps its lines and its chain, since a line holds only a salted digest of the words.
    """
    case = touch(case_id, now)
    gone = CaseWords.objects.filter(event__case=case, erased_at=None).update(text="", salt=b"", erased_at=now)
    EvidenceGiven.objects.filter(Q(kind="field") | ~Q(value_sealed=b""), case=case, erased_at=None).update(
        value=None, value_sealed=b"", salt=b"", erased_at=now
    )
    Reporter.objects.filter(case=case).update(
        name_sealed=b"", phone_sealed=b"", email_sealed=b"", phone_digest="", erased_at=now
    )
    AskedItem.objects.filter(suspension__case=case).update(words="")
    Case.objects.filter(id=case.pk).update(description="")
    gone += erase_answers(case=case, now=now)
    forget_person(thing=case.ref, now=now)
    append(case, CaseEvent.Verb.ERASED, actor=actor, now=now, body={"texts": gone})
    record(verb="cases.erase", actor=actor, thing=case.ref, payload={"texts": gone}, now=now)
    return gone
