"""Finds cases and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet
from django.utils.crypto import constant_time_compare

from meydan.base.locale.public import to_latin_digits
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.engine.codes import ALPHABET, read_code
from meydan.kernel.cases.models import Case, CaseEvent, Clock, Document, Reporter, Service
from meydan.kernel.cases.privacy import digest


class CaseUnknown(LookupError):
    """No case has this code or number."""


def by_code(code: str) -> Case:
    """
    Return the case of a tracking code, however it was typed.

    :raises CaseUnknown: if it cannot be a code, or no case has it
    """
    read = read_code(to_latin_digits(code))
    case = Case.objects.select_related("service", "unit").filter(code=read).first() if read else None
    if case is None:
        raise CaseUnknown(code)
    return case


def is_opened_with(key: str) -> bool:
    """Whether a form with this key has opened its case already: it was sent twice."""
    return bool(key) and Case.objects.filter(idempotency_key=key).exists()


def case_in_full(case_id: int) -> Case:
    """
    Return a case with service, unit, assignee, place, clocks and documents loaded.

    :raises CaseUnknown: if there is none
    """
    cases = Case.objects.select_related(
        "service", "unit", "assignee", "place", "reporter", "origin"
    ).prefetch_related(
        Prefetch("clocks", Clock.objects.order_by("round", "order", "id")),
        Prefetch("documents", Document.objects.order_by("added_at", "id")),
    )
    case = cases.filter(pk=case_id).first()
    if case is None:
        raise CaseUnknown(str(case_id))
    return case


def clocks_of(case: Case) -> Sequence[Clock]:
    """Return a case's clocks in the order the service writes them, old rounds first."""
    return list(case.clocks.order_by("round", "order", "id"))


def history(case: Case, *, public_only: bool = False) -> list[CaseEvent]:
    """Return the lines of a case's history in order, with the words that stand beside them."""
    events = (
        CaseEvent.objects.filter(case=case).select_related("actor", "words", "visit").order_by("sequence")
    )
    return list(events.filter(is_public=True) if public_only else events)


def services(*, public_only: bool = True) -> QuerySet[Service]:
    """Return the services that take cases, with their units."""
    found = Service.objects.filter(is_active=True).select_related("unit").order_by("order", "code")
    return found.filter(is_public=True) if public_only else found


def service(code: str) -> Service | None:
    """Return an active service by its code."""
    return Service.objects.select_related("unit").filter(code=code, is_active=True).first()


def reporter_has_phone(case: Case, phone: str) -> bool:
    """Whether a case was reported with this phone (E.164); compares keyed digests in constant time."""
    reporter = Reporter.objects.filter(case=case, erased_at=None).first()
    return bool(reporter and phone and constant_time_compare(reporter.phone_digest, digest("phone", phone)))


def second_authority(case: Case) -> OrgUnit | None:
    """Return the unit that may be asked because a term ran out; ``None`` where it may not, or has the case."""
    if case.second_opened_at is None or case.is_closed or case.unit.code == case.service.complaint_second:
        return None
    return OrgUnit.objects.filter(code=case.service.complaint_second).first()


def own_papers(case: Case) -> list[Document]:
    """Return the photos and papers that whoever reported may open: those they sent, and those meant for them."""
    sent = Q(added_by=None) & ~Q(kind=Document.Kind.EVIDENCE)
    return list(Document.objects.filter(sent | Q(is_public=True), case=case).order_by("added_at", "pk"))


KEY_SYMBOLS = 8


def own_key(case: Case) -> str:
    """Return the key that the receipt alone shows: with it whoever reported without a phone proves it is theirs."""
    number = int(digest("own key", case.code)[:16], 16)
    drawn = [ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(KEY_SYMBOLS)]
    return "".join(drawn[:4]) + "-" + "".join(drawn[4:])


def is_own_key(case: Case, typed: str) -> bool:
    """Whether this is the key of the case's receipt, however it was typed."""
    plain = "".join(sign for sign in to_latin_digits(typed).upper() if sign.isalnum()).replace("O", "0")
    return constant_time_compare(plain, own_key(case).replace("-", ""))
