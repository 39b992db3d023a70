"""Takes answers to the question of a quarter: from a reply, by the link, or written down by the unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.people.public import Account, Holding
from meydan.base.sealing.public import keyed_digest, seal_text
from meydan.kernel.strategy.engine.answers import Answer, AnswerUnreadable, read_answer
from meydan.kernel.strategy.engine.codes import codes_in, read_code, read_link, without_codes
from meydan.kernel.strategy.models import Question, Reply
from meydan.kernel.strategy.operations.saying import ExplanationMissing, say
from meydan.kernel.strategy.queries.lateness import OPEN
from meydan.kernel.strategy.routinesetup import PURPOSE, address_digest, secret

Fault = Reply.Fault
KEPT_FOR = timedelta(days=400)
MOST_KEPT_LETTERS = 4000


class AnswerRefused(Exception):
    """The answer is not taken; ``args[0]`` is a ``Reply.Fault``."""

    @property
    def fault(self) -> Reply.Fault:
        """Why."""
        return Fault(self.args[0])


@dataclass(frozen=True)
class Incoming:
    """
    A message as it came in.

    :param words: what is new in it
    :param whole: all of it with its subject, in which a code is looked for when ``words`` has none
    :param number: the gateway's number or the Message-ID, by which a second delivery is known
    """

    channel: str
    sender: str
    sender_masked: str
    words: str
    whole: str = ""
    number: str = ""


@transaction.atomic
def take_message(*, message: Incoming, now: datetime) -> Reply:
    """
    Take a reply, or keep it for the unit with the reason why it was not taken; the same message twice is one row.

    What is right about it is asked in this order: its code, the quarter, whether it was answered before, the holder
    of the post, the sender, the words, the reason for a missed date.
    """
    digest = digest_of(message, now)
    known = Reply.objects.filter(digest=digest).first()
    if known:
        return known
    question: Question | None = None
    try:
        question = _asked_in(message, now)
        _require_open(question, now)
        if address_digest(message.sender) != question.address_digest:
            raise AnswerRefused(Fault.WRONG_ADDRESS)
        told = _read(message.words)
        _answer(question, told, way=message.channel, now=now)
    except AnswerRefused as refused:
        return keep(message=message, fault=refused.fault, question=question, now=now)
    return Reply.objects.create(
        digest=digest, channel=message.channel, question=question, sender_masked=message.sender_masked,
        state=Reply.State.TAKEN, came_at=now, is_sample=question.is_sample,
    )  # fmt: skip


def digest_of(message: Incoming, now: datetime) -> str:
    """By which a message is known when it is delivered again; one without a number is the same for a day."""
    number = message.number or timezone.localdate(now).isoformat()
    said = "\0".join((message.channel, number, message.sender, message.whole or message.words))
    return keyed_digest(said, purpose=PURPOSE)


def keep(
    *,
    message: Incoming,
    fault: str,
    question: Question | None = None,
    kept_file: str = "",
    state: str = Reply.State.WAITING,
    now: datetime,
) -> Reply:
    """Keep a message for the unit, its words sealed; one by a machine is counted and its words are not kept."""
    row, _new = Reply.objects.get_or_create(
        digest=digest_of(message, now),
        defaults={
            "channel": message.channel,
            "question": question,
            "sender_masked": message.sender_masked,
            "words_sealed": seal_text(message.words[:MOST_KEPT_LETTERS], purpose=PURPOSE)
            if state == Reply.State.WAITING
            else b"",
            "fault": fault,
            "kept_file": kept_file,
            "state": state,
            "came_at": now,
            "is_sample": bool(question and question.is_sample),
        },
    )
    return row


def _asked_in(message: Incoming, now: datetime) -> Question:
    """The question whose code the message carries, else the only one open for its sender."""
    for words in (message.words, message.whole):
        found = codes_in(words)
        genuine = {coded for code in found if (coded := read_code(code, secret()))}
        if len(genuine) > 1:
            raise AnswerRefused(Fault.SEVERAL_CODES)
        if genuine:
            coded = genuine.pop()
            return _numbered(coded.number, coded.issue)
        if found and words is message.words:
            raise AnswerRefused(Fault.FOREIGN_CODE)
    mine = Question.objects.filter(
        address_digest=address_digest(message.sender),
        answered_at=None,
        quarter__ends_on__gt=timezone.localdate(now),
    ).exclude(address_digest="")[:2]
    if len(mine) != 1:
        raise AnswerRefused(Fault.NO_CODE)
    return _numbered(mine[0].pk, mine[0].issue)


def _numbered(number: int, issue: int) -> Question:
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("quarter", "action", "action__unit", "holding", "holding__account")
        .filter(pk=number)
        .first()
    )
    if question is None:
        raise AnswerRefused(Fault.FOREIGN_CODE)
    # The issue that the code was made for, to be held against the one in force.
    question.issue_of_code = issue  # type: ignore[attr-defined]
    return question


def _require_open(question: Question, now: datetime) -> None:
    today = timezone.localdate(now)
    if today >= question.quarter.ends_on:
        raise AnswerRefused(Fault.EXPIRED)
    if question.answered_at is not None:
        raise AnswerRefused(Fault.USED)
    if question.action.status not in OPEN:
        raise AnswerRefused(Fault.CLOSED)
    holding = question.holding
    is_held = (
        holding is not None
        and holding.account.is_active
        and Holding.objects.on(today).filter(pk=holding.pk).exists()
    )
    if not is_held or getattr(question, "issue_of_code", question.issue) != question.issue:
        raise AnswerRefused(Fault.HANDED_OVER)


def _read(words: str) -> Answer:
    try:
        return read_answer(without_codes(words))
    except AnswerUnreadable as why:
        raise AnswerRefused(Fault(why.args[0])) from why


def _answer(
    question: Question,
    told: Answer,
    *,
    way: str,
    now: datetime,
    actor: Account | None = None,
    language: str = "",
) -> None:
    holding = question.holding
    who = actor or (holding.account if holding else None)
    if who is None:
        raise AnswerRefused(Fault.HANDED_OVER)
    try:
        # A part of the work, so that an answer without its reason leaves nothing behind.
        with transaction.atomic():
            say(
                code=question.action.code,
                sentence=told.sentence,
                progress_percent=told.percent,
                explanation=told.reason,
                is_done=told.percent == 100,
                language=language or _language(told.sentence, question.language),
                actor=who,
                now=now,
                way=way,
            )
    except ExplanationMissing as missing:
        raise AnswerRefused(Fault.UNEXPLAINED) from missing


def _language(sentence: str, asked_in: str) -> str:
    persian = sum("\u0600" <= letter <= "\u06ff" for letter in sentence)
    if persian * 2 > sum(letter.isalpha() for letter in sentence):
        return "fa"
    return asked_in if asked_in not in ("", "fa") else "en"


@transaction.atomic
def question_of_link(*, link: str, now: datetime) -> Question:
    """
    The question that a link opens.

    :raises AnswerRefused: for a link that this city did not sign, or whose question cannot be answered any more
    """
    coded = read_link(link, secret())
    if coded is None:
        raise AnswerRefused(Fault.FOREIGN_CODE)
    question = _numbered(coded.number, coded.issue)
    _require_open(question, now)
    return question


@transaction.atomic
def answer_by_link(*, link: str, told: Answer, language: str, now: datetime) -> Question:
    """
    Take the answer of whoever holds the link.

    :raises AnswerRefused: as ``question_of_link``, or if a missed date is not explained
    """
    question = question_of_link(link=link, now=now)
    _answer(question, told, way=Question.Way.LINK, language=language, now=now)
    return question


@transaction.atomic
def answer_for(
    *,
    question: Question,
    told: Answer,
    language: str,
    actor: Account,
    reply: Reply | None = None,
    now: datetime,
) -> None:
    """
    The unit writes down what was said on the telephone, or what a reply meant.

    :param reply: the message that is settled with it
    :raises AnswerRefused: if the quarter is over, the action is closed, or a missed date is not explained
    """
    held = _numbered(question.pk, question.issue)
    if timezone.localdate(now) >= held.quarter.ends_on:
        raise AnswerRefused(Fault.EXPIRED)
    if held.action.status not in OPEN:
        raise AnswerRefused(Fault.CLOSED)
    _answer(held, told, way=Question.Way.PHONE, actor=actor, language=language, now=now)
    if reply is not None:
        _settle(reply, "", actor, now, question=held)


@transaction.atomic
def put_aside(*, reply: Reply, note: str, actor: Account, now: datetime) -> None:
    """Settle a reply without taking it, with the reason; its words are erased."""
    _settle(reply, note, actor, now)


def _settle(reply: Reply, note: str, actor: Account, now: datetime, question: Question | None = None) -> None:
    kept = Reply.objects.select_for_update().get(pk=reply.pk)
    if kept.state != Reply.State.WAITING:
        return
    kept.state, kept.settled_at, kept.note, kept.words_sealed = Reply.State.SETTLED, now, note, b""
    kept.question = question or kept.question
    kept.save()
    record(
        verb="strategy.reply_settled",
        actor=actor,
        thing=f"strategy.reply:{kept.pk}",
        payload={"fault": kept.fault, "taken": question is not None},
        now=now,
    )


@transaction.atomic
def sweep_replies(*, now: datetime) -> int:
    """Delete what was taken or settled long ago; what waits for a person is never deleted."""
    old = Reply.objects.filter(came_at__lt=now - KEPT_FOR).exclude(state=Reply.State.WAITING)
    return old.delete()[0]
