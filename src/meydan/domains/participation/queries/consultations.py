"""Which hearings, meetings and surveys there are, what was said in them, and what waits for an answer."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from meydan.domains.participation.engine.waiting import Waiting, waiting
from meydan.domains.participation.errors import ConsultationUnknown
from meydan.domains.participation.models import Answer, Consultation, Opinion


def consultations(*, published: bool = True, kind: str = "") -> QuerySet[Consultation]:
    """Return consultations with how much was said and answered, the newest first."""
    found = Consultation.objects.select_related("unit").annotate(
        opinion_count=Count("opinions"), answered_count=Count("opinions", filter=Q(opinions__answer__isnull=False))
    )  # fmt: skip
    if published:
        found = found.exclude(published_at=None)
    return (found.filter(kind=kind) if kind else found).order_by("-opens_at", "-id")


def consultation(code: str, *, published: bool = True) -> Consultation:
    """
    Return one by its code.

    :raises ConsultationUnknown: if there is none, or it is a draft and only published ones are asked for
    """
    found = consultations(published=published).filter(code=code).first()
    if found is None:
        raise ConsultationUnknown(code)
    return found


def opinions_of(consultation: Consultation) -> QuerySet[Opinion]:
    """Return what was said, in the order it came, with section and answer."""
    return consultation.opinions.select_related("section", "answer").order_by("number")


def unanswered(consultation: Consultation) -> QuerySet[Opinion]:
    """Return what waits for an answer, the oldest first."""
    return opinions_of(consultation).filter(answer=None).order_by("came_at", "id")


def answers_of(consultation: Consultation) -> QuerySet[Answer]:
    """Return the answers, each with the opinions it stands for."""
    whole = Prefetch("opinions", Opinion.objects.select_related("section").order_by("number"))
    return consultation.answers.prefetch_related(whole).order_by("number")


def opinion_by_code(code: str) -> Opinion | None:
    """Return the opinion whose author holds this code."""
    whole = Opinion.objects.select_related("consultation", "section", "answer")
    return whole.filter(code=code, consultation__published_at__isnull=False).first()


def waiting_in(consultation: Consultation, now: datetime) -> Waiting:
    """Sum up what is answered and how long the rest waits, in the city's days."""
    rows = consultation.opinions.values_list("came_at", "answer__answered_at")
    days = [(timezone.localdate(came), timezone.localdate(done) if done else None) for came, done in rows]
    return waiting(days, answer_days=consultation.answer_days, today=timezone.localdate(now))


def hearings_of_plan(plan_code: str) -> QuerySet[Consultation]:
    """Return what was or is asked about a strategy plan, the newest first."""
    return consultations().filter(plan_code=plan_code)
