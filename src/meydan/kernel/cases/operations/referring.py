"""Asks elsewhere about a case, takes the answer back, and keeps where a case came from."""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext

from meydan.base.audit.public import record
from meydan.base.locale.public import LANGUAGES
from meydan.base.people.public import Account, NotAllowed, OrgUnit
from meydan.kernel.cases.models import Case, CaseEvent, Clock, OutsideOrigin, Referral
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.clocks import refresh_case_clock
from meydan.kernel.cases.operations.holding import touch
from meydan.kernel.cases.policies import standing_of
from meydan.kernel.cases.queries.bodies import local_day

LAST_MINUTE = time(23, 59)


class CaseIsOver(Exception):
    """The case is closed: nothing is asked about it any more."""


class NowhereToGo(Exception):
    """Neither a unit nor an institution is named, or both are."""


class DayBefore(Exception):
    """The answer is expected before the letter goes out, or came before it."""


class ReferralOver(Exception):
    """The referral was answered or called back already."""


class OriginKnown(Exception):
    """The case has an outside number, or another case has this one."""


def _require(actor: Account, *units: OrgUnit, case: Case) -> None:
    standing = standing_of(actor)
    asked = any(unit.path.startswith(path) for unit in units for path in standing.paths)
    if not standing.may("act", case) and not (asked and standing.may("see", case)):
        raise NotAllowed(f"{actor} may not refer case {case.pk}")


@transaction.atomic
def refer(
    *,
    case_id: int,
    letter_on: date,
    actor: Account,
    now: datetime,
    unit: OrgUnit | None = None,
    institution: str = "",
    letter_number: str = "",
    due_on: date | None = None,
    words: str = "",
) -> Referral:
    """
    Ask another unit or an outside institution about a case; the case stays with its unit.

    Its own clocks go on: whether a term stands still meanwhile is for the workflow to say.

    :param due_on: by when an answer is expected, the end of that day
    :raises CaseIsOver: if the case is closed
    :raises NowhereToGo: if not exactly one of unit and institution is named
    :raises DayBefore: if the answer is expected before the letter
    :raises NotAllowed: if the actor does not work on the case
    """
    case = touch(case_id, now)
    _require(actor, case=case)
    if case.is_closed:
        raise CaseIsOver(case.code)
    if (unit is None) == (not institution.strip()):
        raise NowhereToGo(case.code)
    if due_on is not None and due_on < letter_on:
        raise DayBefore(str(due_on))
    referral = Referral.objects.create(
        case=case,
        unit=unit,
        institution=institution.strip(),
        letter_number=letter_number.strip(),
        letter_on=letter_on,
        due_on=due_on,
        sent_at=now,
        sent_by=actor,
    )
    _told(case, CaseEvent.Verb.REFERRED, referral, actor, now, words)
    return referral


def _told(case: Case, verb: str, referral: Referral, actor: Account, now: datetime, words: str) -> None:
    body = {
        "referral": referral.pk,
        "unit": referral.unit.code if referral.unit else "",
        "institution": referral.institution,
        "letter": referral.letter_number,
        "on": (referral.ended_on or referral.letter_on).isoformat(),
        "due_on": referral.due_on.isoformat() if referral.due_on else "",
    }
    append(case, verb, actor=actor, now=now, body=body, words=words.strip(), is_public=True)
    record(verb=f"cases.{verb}", actor=actor, thing=case.ref, payload=body, now=now)


@transaction.atomic
def take_answer(
    *, referral_id: int, answered_on: date, words: str, actor: Account, now: datetime, answer_number: str = ""
) -> Referral:
    """
    Write the answer to a referral down: by the unit that has the case, or the unit that was asked.

    :raises ReferralOver: if it was answered or called back already
    :raises DayBefore: if the answer is dated before the letter
    :raises NotAllowed: if the actor works in neither unit
    """
    return _end(
        referral_id, Referral.State.ANSWERED, answered_on, words, actor, now, answer_number=answer_number
    )


@transaction.atomic
def recall(*, referral_id: int, words: str, actor: Account, now: datetime) -> Referral:
    """
    Call a referral back: no answer is waited for any more.

    :raises ReferralOver: if it was answered or called back already
    :raises NotAllowed: if the actor does not work on the case
    """
    return _end(referral_id, Referral.State.RECALLED, local_day(now), words, actor, now)


def _end(
    referral_id: int,
    state: str,
    on: date,
    words: str,
    actor: Account,
    now: datetime,
    *,
    answer_number: str = "",
) -> Referral:
    referral = Referral.objects.select_related("unit").get(pk=referral_id)
    case = touch(referral.case_id, now)
    asked = [referral.unit] if referral.unit and state == Referral.State.ANSWERED else []
    _require(actor, *asked, case=case)
    if on < referral.letter_on:
        raise DayBefore(str(on))
    waiting = Referral.objects.filter(pk=referral_id, state=Referral.State.OPEN)
    if not waiting.update(state=state, ended_on=on, answer_number=answer_number.strip()):
        raise ReferralOver(str(referral_id))
    referral.refresh_from_db()
    is_answer = state == Referral.State.ANSWERED
    verb = CaseEvent.Verb.ANSWER_CAME if is_answer else CaseEvent.Verb.RECALLED
    _told(case, verb, referral, actor, now, words)
    return referral


@transaction.atomic
def keep_origin(
    *,
    case_id: int,
    institution: str,
    number: str,
    received_on: date,
    actor: Account,
    now: datetime,
    due_on: date | None = None,
) -> OutsideOrigin:
    """
    Write down from where a case came, with its number there; its term there runs as a clock of the case.

    :param due_on: the last day of that institution's term
    :raises OriginKnown: if the case has an outside number, or another case has this one
    :raises NowhereToGo: if institution or number is empty
    :raises DayBefore: if the term ends before the case was received
    :raises NotAllowed: if the actor does not work on the case
    """
    case = touch(case_id, now)
    _require(actor, case=case)
    if not institution.strip() or not number.strip():
        raise NowhereToGo(case.code)
    if due_on is not None and due_on < received_on:
        raise DayBefore(str(due_on))
    origin = OutsideOrigin(
        case=case,
        institution=institution.strip(),
        number=number.strip(),
        received_on=received_on,
        due_on=due_on,
    )
    try:
        with transaction.atomic():
            origin.save(force_insert=True)
    except IntegrityError as clash:
        raise OriginKnown(number) from clash
    if due_on is not None and not case.is_closed:
        _start_term(case, origin, due_on, now)
    body = {"institution": origin.institution, "number": origin.number, "on": received_on.isoformat()}
    append(case, CaseEvent.Verb.CAME_FROM, actor=actor, now=now, body=body, is_public=True)
    record(verb="cases.came_from", actor=actor, thing=case.ref, payload=body, now=now)
    return origin


def _start_term(case: Case, origin: OutsideOrigin, due_on: date, now: datetime) -> None:
    names = {}
    for language in LANGUAGES:
        with translation.override(language):
            names[language] = gettext("Term of %(institution)s") % {"institution": origin.institution}
    days = max(1, (due_on - local_day(now)).days)
    Clock.objects.create(
        case=case,
        key="outside",
        round=case.reopened_count,
        names=names,
        length=days,
        unit=Clock.Unit.DAY,
        started_at=now,
        # The other institution says the day itself; it is not counted here.
        due_at=datetime.combine(due_on, LAST_MINUTE, settings.CITY_ZONE),
        run_from=now,
        run_length=days,
        run_unit=Clock.Unit.DAY,
        order=90,
    )
    refresh_case_clock(case)
    case.save(update_fields=["due_at", "is_stopped"])
