"""Asks by a form: once a person or openly, online and on paper, and keeps no thread from an answer to a person."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from meydan.base.audit.public import record
from meydan.base.forms.public import (
    Draft,
    FormDefinition,
    Outcome,
    Submission,
    begin_draft,
    definition_of,
    published,
    version_of,
)
from meydan.base.locale.public import to_latin_digits
from meydan.base.people.public import Account
from meydan.base.sealing.public import keyed_digest
from meydan.domains.participation.errors import NotHeardNow, RandomSaysHow, SeatSpent, SeatUnknown
from meydan.domains.participation.models import (
    Consultation,
    Opinion,
    Section,
    Survey,
    SurveyResponse,
    SurveySeat,
)
from meydan.domains.participation.operations.consultations import add_section, begin_consultation
from meydan.domains.participation.operations.opinions import LETTERS, Where, say

PURPOSE, SEAT = "survey", b"participation.survey-seat"
CODE_LENGTH = 10
COUNTED = ("choice", "choices", "yes_no", "number", "money")
WRITTEN = ("text", "long_text")
LOOKS_LIKE = str.maketrans("OIL", "011")


@transaction.atomic
def open_survey(
    *, form: str, who: str = Survey.Who.OPEN, is_random: bool = False, drawn_how: str = "",
    population: int | None = None, **facts: Any,
) -> Consultation:  # fmt: skip
    """
    Make a survey out of a published form: what ``begin_consultation`` takes, and who may answer.

    :raises FormUnknown: if no version of the form is published
    :raises RandomSaysHow: if a random sample does not say how it was drawn
    :raises EndsTooEarly: if it would end before it begins
    """
    if is_random and not drawn_how.strip():
        raise RandomSaysHow
    version = published(form)
    made = begin_consultation(kind=Consultation.Kind.SURVEY, **facts)
    Survey.objects.create(
        consultation=made, version=version, who=who, is_random=is_random, drawn_how=drawn_how.strip(),
        population=population,
    )  # fmt: skip
    # What is written in words is answered like every opinion; its section says to which question.
    for field in definition_of(version).fields:
        if field.kind in WRITTEN:
            add_section(consultation=made, names=field.names, subject_ref=f"field:{field.code}")
    return made


@transaction.atomic
def hand_out_seats(*, survey: Survey, many: int, actor: Account | None, now: datetime) -> list[str]:
    """Draw codes to answer with, shown this once; only their digests are kept."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)) for _ in range(many)]
    SurveySeat.objects.bulk_create(
        [SurveySeat(survey=survey, person_digest=_digest(survey, code)) for code in codes]
    )
    record(
        verb="participation.seats",
        actor=actor,
        thing=survey.consultation.ref,
        payload={"many": many},
        now=now,
    )
    return codes


@transaction.atomic
def begin_answer(
    *, survey: Survey, now: datetime, language: str, code: str = "", phone_digest: str = ""
) -> Draft:
    """
    Begin to answer. Who began before and did not finish begins anew.

    :param phone_digest: of a telephone that was proven just now
    :raises NotHeardNow: before or after its days
    :raises SeatUnknown, SeatSpent: as they say
    """
    if not survey.consultation.is_open_at(now):
        raise NotHeardNow(survey.consultation.code)
    seat = _seat(survey, code, phone_digest)
    if seat is not None and seat.is_used:
        raise SeatSpent
    draft = _draft(survey, now=now, language=language)
    if seat is not None:
        SurveySeat.objects.filter(pk=seat.pk).update(draft_key=str(draft.key))
    return draft


def begin_paper(*, survey: Survey, officer: Account, now: datetime, language: str) -> Draft:
    """
    Begin to type a sheet in; sheets may be typed after the last day, until the survey is closed.

    :raises NotHeardNow: if it is not published or closed
    """
    held = survey.consultation
    if held.published_at is None or held.closed_at is not None:
        raise NotHeardNow(held.code)
    return _draft(survey, now=now, language=language, channel=Draft.Channel.COUNTER, officer=officer)


def _draft(survey: Survey, **facts: Any) -> Draft:
    return begin_draft(version=survey.version, purpose=f"{PURPOSE}:{survey.consultation.code}", **facts)


def _seat(survey: Survey, code: str, phone_digest: str) -> SurveySeat | None:
    if survey.who == Survey.Who.OPEN:
        return None
    if survey.who == Survey.Who.CODE:
        typed = "".join(sign for sign in to_latin_digits(code).upper() if sign.isalnum()).translate(
            LOOKS_LIKE
        )
        found = SurveySeat.objects.filter(survey=survey, person_digest=_digest(survey, typed)).first()
        if found is None:
            raise SeatUnknown
        return found
    if not phone_digest:
        raise SeatUnknown
    with suppress(IntegrityError), transaction.atomic():
        return SurveySeat.objects.create(survey=survey, person_digest=_digest(survey, phone_digest))
    return SurveySeat.objects.get(survey=survey, person_digest=_digest(survey, phone_digest))


def _digest(survey: Survey, said: str) -> str:
    return keyed_digest(f"{survey.pk}:{said}", purpose=SEAT)


def take_response(submission: Submission, now: datetime) -> Outcome:
    """
    Take a form that was sent, inside the transaction of the sending.

    What comes after the last moment, or a second time with one seat, is told so and not counted.
    """
    code = submission.purpose.partition(":")[2]
    survey = Survey.objects.select_related("consultation").get(consultation__code=code)
    held, is_paper = survey.consultation, submission.officer is not None
    if not (is_paper and held.closed_at is None) and not held.is_open_at(now):
        return _outcome(held, "late")
    if not is_paper and survey.who != Survey.Who.OPEN and not _spend(survey, submission.key):
        return _outcome(held, "twice")
    form = definition_of(version_of(submission.version_id))
    SurveyResponse.objects.create(
        id=secrets.randbits(62), survey=survey, answers=counted_answers(form, submission.answers),
        channel=SurveyResponse.Channel.PAPER if is_paper else SurveyResponse.Channel.WEB,
    )  # fmt: skip
    _say_written(held, form, submission, now, is_paper=is_paper)
    return _outcome(held, "counted")


def _outcome(held: Consultation, state: str) -> Outcome:
    return Outcome(held.ref, "", reverse("participation:survey_end", args=[held.code, state]))


def _spend(survey: Survey, key: str) -> bool:
    """Use the seat that began this form, once, and cut the thread between the two."""
    mine = SurveySeat.objects.filter(survey=survey, draft_key=key, is_used=False)
    return bool(mine.update(is_used=True, draft_key=""))


def counted_answers(form: FormDefinition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is counted: ticks and figures, no words, no numbers of persons, no places, no files."""
    kinds = {field.code: field.kind for field in form.fields if not field.group}
    return {
        code: said
        for code, said in answers.items()
        if kinds.get(code) in COUNTED and said not in (None, "", [])
    }


def _say_written(
    held: Consultation, form: FormDefinition, submission: Submission, now: datetime, *, is_paper: bool
) -> None:
    parts: dict[str, Section] = {one.subject_ref: one for one in held.sections.all()}
    for field in form.fields:
        said = submission.answers.get(field.code)
        if field.kind in WRITTEN and not field.group and isinstance(said, str) and said.strip():
            say(
                consultation=held, words=said, token=f"{submission.key}:{field.code}", now=now,
                where=Where(section=parts.get(f"field:{field.code}")), language=submission.language,
                channel=Opinion.Channel.PAPER if is_paper else Opinion.Channel.SURVEY, is_sample=held.is_sample,
            )  # fmt: skip
