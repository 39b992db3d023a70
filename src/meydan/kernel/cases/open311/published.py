"""
What everybody may know of a case: one answer for the door, the feeds and the public list.

A request of a public service is public: what it is about, where it stands, until when, and who is responsible.
Nobody's words are: not the description, not the address as it was typed. Where something is, is told for what lies
in the street; a complaint about noise or a shop points at somebody's door, and a word to the municipality at its
writer's.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from meydan.base.locale.public import text
from meydan.kernel.cases.models import Case, CaseEvent, Service

PLACED_GROUPS = frozenset({"streets", "clean", "water", "green", "animals"})
PUBLIC = Q(service__is_public=True, service__kind=Service.Kind.REQUEST)
PUBLIC_PLACED = PUBLIC & Q(service__group__in=PLACED_GROUPS, lon__isnull=False)


def published_services() -> QuerySet[Service]:
    """The services that take requests from everybody and tell everybody of them."""
    chosen = Service.objects.filter(
        is_active=True, is_public=True, is_online=True, kind=Service.Kind.REQUEST
    )  # fmt: skip
    return chosen.select_related("unit").order_by("order", "code")


def published_cases(*, placed: bool = False) -> QuerySet[Case]:
    """
    The cases everybody may know of, with what is told of them loaded.

    :param placed: only those of which everybody may know where they are
    """
    chosen = Case.objects.filter(PUBLIC_PLACED if placed else PUBLIC)
    return chosen.select_related("service", "unit", "place")


def is_placed(case: Case) -> bool:
    """Whether everybody may know where it is."""
    return case.service.group in PLACED_GROUPS


def public_point(case: Case) -> tuple[float, float] | None:
    """Longitude and latitude, where everybody may know them."""
    if case.lon is None or case.lat is None or not is_placed(case):
        return None
    return case.lon, case.lat


def public_address(case: Case) -> str:
    """The address of a place of the city's map; never what somebody typed."""
    if case.place is None or not is_placed(case):
        return ""
    return text(case.place.names) or case.place.address


# What of a history everybody may read; a first line tells no more than the request itself.
TOLD_VERBS = (
    CaseEvent.Verb.MOVED,
    CaseEvent.Verb.NOTED,
    CaseEvent.Verb.CLOCK_STOPPED,
    CaseEvent.Verb.CLOCK_RESUMED,
    CaseEvent.Verb.CLOCK_BREACHED,
)


def published_events() -> QuerySet[CaseEvent]:
    """Lines of histories everybody may read, with their words and cases loaded."""
    chosen = CaseEvent.objects.filter(
        is_public=True,
        verb__in=TOLD_VERBS,
        case__service__is_public=True,
        case__service__kind=Service.Kind.REQUEST,
    )
    return chosen.select_related("case__service", "case__unit", "words")
