"""Opens cases."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from meydan.base.events.public import publish
from meydan.base.locale.public import fold_forms
from meydan.base.packs.public import current
from meydan.base.people.public import Account, OrgUnit
from meydan.base.people.public import unit as unit_of_code
from meydan.kernel.cases.engine.codes import make_code
from meydan.kernel.cases.events import CaseOpened
from meydan.kernel.cases.models import Case, CaseEvent, Document, Reporter, Service
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.clocks import refresh_case_clock, start_clocks
from meydan.kernel.cases.operations.flood import network_of
from meydan.kernel.cases.operations.letters import tell_reporter
from meydan.kernel.cases.operations.photos import PreparedFile, attach, prepare_photo
from meydan.kernel.cases.operations.routing import route
from meydan.kernel.cases.privacy import digest, seal_text
from meydan.kernel.cases.queries.workflows import workflow
from meydan.kernel.places.public import Place

CODE_TRIES = 8


class ServiceUnknown(Exception):
    """No service of that code takes cases."""


class CodesExhausted(Exception):
    """No free code was drawn in several tries: the prefix is nearly full."""


@dataclass(frozen=True)
class ReporterFacts:
    """
    Who reports; every field may be empty.

    ``phone`` in E.164 (``base.locale.parse_phone``), ``address`` of the connection, kept as a keyed digest.
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    address: str = ""


@transaction.atomic
def open_case(
    *,
    service: Service | str,
    title: str | Mapping[str, str] = "",
    description: str = "",
    lon: float | None = None,
    lat: float | None = None,
    place: Place | None = None,
    address: str = "",
    source: str = Case.Source.WEB,
    reporter: ReporterFacts | None = None,
    unit: OrgUnit | str | None = None,
    answers: Mapping[str, Any] | None = None,
    photos: Sequence[PreparedFile | object] = (),
    waiting_key: str = "",
    now: datetime,
    actor: Account | None = None,
    idempotency_key: str | None = None,
    alert_id: int | None = None,
    is_sample: bool = False,
    is_told: bool = True,
) -> Case:
    """
    Open a case, start its clocks, write the first line of its history and tell the reporter its code.

    Calling again with the same ``idempotency_key`` or ``alert_id`` returns the case already open.

    :param title: in one language, or a mapping of languages; empty shows the service's name
    :param unit: whose it is; ``None`` asks the rules of routing, and where none fits its service's unit has it
    :param answers: of its form, for those rules
    :param photos: prepared files, or uploads (drawn anew here)
    :param waiting_key: photos kept under this key by an earlier try of the form are taken over
    :param is_told: whether the reporter is written to; not where another letter says the same
    :raises ServiceUnknown: if no active service has that code
    :raises FileRefused: if a photo cannot be taken
    """
    service = service if isinstance(service, Service) else _service(service)
    before = _opened_before(idempotency_key, alert_id)
    if before is not None:
        return before
    if place is not None and lon is None:
        lon, lat = place.lon, place.lat
    case = Case(
        service=service,
        state=workflow(service.workflow).initial,
        titles=_titles(title, reporter),
        description=description.strip(),
        place=place,
        address=address.strip() or (place.address if place is not None else ""),
        lon=lon,
        lat=lat,
        source=source,
        alert_id=alert_id,
        idempotency_key=idempotency_key,
        opened_at=now,
        updated_at=now,
        is_sample=is_sample,
    )
    rule = _route(case, unit, answers or {})
    try:
        with transaction.atomic():
            _save_with_code(case)
    except IntegrityError:
        # Somebody opened it between the look and the write: a double click, an event delivered twice.
        won = _opened_before(idempotency_key, alert_id)
        if won is None:
            raise
        return won
    _complete(case, reporter, photos, waiting_key, actor, now, rule)
    if is_told:
        tell_reporter(case, "case_opened", now=now)
    return case


def _service(code: str) -> Service:
    try:
        return Service.objects.select_related("unit").get(code=code, is_active=True)
    except Service.DoesNotExist as absent:
        raise ServiceUnknown(code) from absent


def _route(case: Case, unit: OrgUnit | str | None, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the case its unit, and return what its history says of the rule that did."""
    case.is_urgent = case.service.is_urgent
    if unit is not None:
        case.unit = unit if isinstance(unit, OrgUnit) else unit_of_code(unit)
        case.has_given_unit = True
        return {}
    routed = route(case, answers)
    case.unit, case.is_urgent = routed.unit, routed.is_urgent
    return routed.said


def _titles(title: str | Mapping[str, str], reporter: ReporterFacts | None) -> dict[str, str]:
    if not isinstance(title, str):
        return dict(title)
    language = (reporter.language if reporter else "") or current().default_language
    return {language: title.strip()} if title.strip() else {}


def _opened_before(idempotency_key: str | None, alert_id: int | None) -> Case | None:
    cases = Case.objects.select_related("service", "unit")
    if idempotency_key:
        found = cases.filter(idempotency_key=idempotency_key).first()
        if found:
            return found
    return cases.filter(alert_id=alert_id).first() if alert_id is not None else None


def _save_with_code(case: Case) -> None:
    prefix = current().case_prefix
    for _try in range(CODE_TRIES):
        code = make_code(prefix, secrets.randbelow)
        if not Case.objects.filter(code=code).exists():
            case.code = code
            case.search = search_words(case)
            case.save(force_insert=True)
            return
    raise CodesExhausted(prefix)


def search_words(case: Case) -> str:
    """Return the folded words a case is found by: code, titles, service names and address."""
    words = [
        case.code,
        case.code.replace("-", ""),
        *case.titles.values(),
        *case.service.names.values(),
        case.address,
    ]
    return fold_forms(" ".join(words))


def _complete(
    case: Case,
    reporter: ReporterFacts | None,
    photos: Sequence[PreparedFile | object],
    waiting_key: str,
    actor: Account | None,
    now: datetime,
    rule: Mapping[str, Any],
) -> None:
    if reporter is not None and (reporter.name or reporter.phone or reporter.email or reporter.language):
        _keep_reporter(case, reporter)
    if waiting_key:
        Document.objects.filter(case=None, waiting_key=waiting_key).update(case=case, waiting_key="")
    for photo in photos:
        prepared = photo if isinstance(photo, PreparedFile) else prepare_photo(photo)  # type: ignore[arg-type]
        attach(case=case, prepared=prepared, kind=Document.Kind.PHOTO, actor=actor, now=now)
    start_clocks(case, now=now)
    start_clocks(case, now=now, state=case.state)
    refresh_case_clock(case)
    case.save(update_fields=["due_at", "is_stopped"])
    body: dict[str, Any] = {"state": case.state, "source": case.source, "unit": case.unit.code}
    if case.alert_id is not None:
        body["alert"] = str(case.alert_id)
    if rule:
        body["rule"] = dict(rule)
    append(case, CaseEvent.Verb.OPENED, actor=actor, now=now, is_public=True, body=body)
    _announce(case, now)


def _keep_reporter(case: Case, reporter: ReporterFacts) -> None:
    Reporter.objects.create(
        case=case,
        name_sealed=seal_text(reporter.name.strip()),
        phone_sealed=seal_text(reporter.phone),
        email_sealed=seal_text(reporter.email.strip()),
        phone_digest=digest("phone", reporter.phone),
        address_digest=digest("address", network_of(reporter.address)),
        language=reporter.language or current().default_language,
    )


def _announce(case: Case, now: datetime) -> None:
    publish(
        CaseOpened(
            case_id=case.pk,
            code=case.code,
            service=case.service.code,
            unit=case.unit.code,
            source=case.source,
            opened_at=case.opened_at.isoformat(),
            alert_id=case.alert_id,
            place_id=case.place_id,
            is_sample=case.is_sample,
        ),
        now,
    )
