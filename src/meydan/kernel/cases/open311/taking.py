"""Takes requests and updates that other programs send for people; each once, however often it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation

from meydan.base.locale.public import PhoneUnreadable, parse_phone
from meydan.base.packs.public import current
from meydan.kernel.cases.forms import MOST_PHOTOS, PLACELESS_GROUPS, REFUSALS
from meydan.kernel.cases.models import Case, Open311Key, Open311Received, Service
from meydan.kernel.cases.open311.asking import MOST_WORDS, read_degrees
from meydan.kernel.cases.open311.attributes import Attribute, attributes_of
from meydan.kernel.cases.open311.faults import Fault, need
from meydan.kernel.cases.open311.published import published_cases, published_services
from meydan.kernel.cases.operations.flood import TooMany, count_visit
from meydan.kernel.cases.operations.opening import ReporterFacts, open_case
from meydan.kernel.cases.operations.photos import FileRefused, PreparedFile, prepare_photo
from meydan.kernel.cases.operations.words import add_note, message_office

# A program that got no answer sends the same again, within hours; the same words a week later are a new report.
SAME_WITHIN = timedelta(days=1)
LENGTHS = {
    "description": MOST_WORDS, "address_string": 300, "address_id": 120, "email": 254, "phone": 40,
    "first_name": 60, "last_name": 60, "device_id": 200, "account_id": 200, "media_url": 2000, "update_id": 80,
    "service_code": 80, "service_request_id": 80, "status": 40, "updated_datetime": 40,
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """A form that was sent: its fields, its photos, and the sender's own name for the sending."""

    fields: Mapping[str, str]
    photos: Sequence[UploadedFile[Any]]
    repeat_key: str = ""

    def get(self, name: str) -> str:
        """A field without surrounding space; empty when it was not sent."""
        value = self.fields.get(name, "").strip()
        need(
            len(value) <= LENGTHS.get(name, MOST_WORDS),
            f"{name} is longer than {LENGTHS.get(name, MOST_WORDS)}.",
        )
        need("\0" not in value, f"{name} is not text.")
        return value


def take_request(sent: Sent, key: Open311Key, now: datetime) -> tuple[Case, bool]:
    """
    Open the case somebody reports; return it, and whether it is new.

    :raises Fault: saying which field is missing or cannot be taken
    """
    service = _service(sent)
    point = _point(sent, service)
    reporter = _reporter(sent, service)
    attributes = _attributes(sent, service)
    photos = _photos(sent)
    names = _names_for(sent, key, photos, now)
    before = Case.objects.select_related("service", "unit").filter(idempotency_key__in=names).first()
    if before is not None:
        return before, False
    _count(key, now)
    return _opened(sent, key, service, point, reporter, attributes, photos, names[0], now), True


@transaction.atomic
def _opened(
    sent: Sent,
    key: Open311Key,
    service: Service,
    point: tuple[float, float] | None,
    reporter: ReporterFacts,
    attributes: Sequence[tuple[Attribute, str]],
    photos: Sequence[PreparedFile],
    name: str,
    now: datetime,
) -> Case:
    case = open_case(
        service=service,
        description=sent.get("description"),
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        address=sent.get("address_string"),
        source=Case.Source.API,
        reporter=reporter,
        photos=photos,
        now=now,
        idempotency_key=name,
    )
    told = [f"Open311: {key.name}"]
    told += [f"{one.description}: {value}" for one, value in attributes]
    told += [f"{field}: {sent.get(field)}" for field in ("address_id", "media_url") if sent.get(field)]
    # Of two sendings at once the second finds the case open: its note is there already.
    if not case.events.filter(verb="noted").exists():
        add_note(case_id=case.pk, text="\n".join(told), actor=None, now=now)
    return case


def _service(sent: Sent) -> Service:
    code = sent.get("service_code")
    need(code, "service_code was not provided.")
    service = published_services().filter(code=code).first()
    if service is None:
        raise Fault(404, f"service_code {code!r} was not found; see services.")
    return service


def _point(sent: Sent, service: Service) -> tuple[float, float] | None:
    lat, lon = sent.get("lat"), sent.get("long")
    need(bool(lat) == bool(lon), "lat and long are given together.")
    if lat:
        return read_degrees(lon, "long", 180), read_degrees(lat, "lat", 90)
    need(
        sent.get("address_string") or sent.get("address_id") or service.group in PLACELESS_GROUPS,
        "Say where it is: lat and long, or address_string, or address_id.",
    )
    return None


def _reporter(sent: Sent, service: Service) -> ReporterFacts:
    name = " ".join(part for part in (sent.get("first_name"), sent.get("last_name")) if part)
    phone, email = sent.get("phone"), sent.get("email")
    if phone:
        try:
            phone = parse_phone(phone, current().country or "TR")
        except PhoneUnreadable as odd:
            raise Fault(400, "phone is not a phone number. Write it as +90 532 123 45 67.") from odd
    if email:
        try:
            validate_email(email)
        except ValidationError as odd:
            raise Fault(400, "email is not an e-mail address.") from odd
    need(
        service.is_anonymous or (name and (phone or email)),
        "This service answers to a person: first_name, last_name, and phone or email are needed.",
    )
    return ReporterFacts(name=name, phone=phone, email=email, language=translation.get_language() or "")


def _attributes(sent: Sent, service: Service) -> list[tuple[Attribute, str]]:
    found: list[tuple[Attribute, str]] = []
    for one in attributes_of(service):
        value = sent.get(f"attribute[{one.code}]")
        need(value or not (one.is_required and one.is_asked), f"attribute[{one.code}] was not provided.")
        chosen = [part for part in value.split(",") if part]
        is_known = not one.values or not chosen or set(chosen) <= set(one.values)
        need(is_known, f"attribute[{one.code}] is none of: {', '.join(one.values)}.")
        if value:
            found.append((one, value))
    return found


def _photos(sent: Sent) -> list[PreparedFile]:
    need(len(sent.photos) <= MOST_PHOTOS, f"Send {MOST_PHOTOS} photos at most.")
    try:
        return [prepare_photo(upload) for upload in sent.photos]
    except FileRefused as refused:
        raise Fault(400, f"media: {REFUSALS[refused.reason]}") from refused


def _names_for(sent: Sent, key: Open311Key, photos: Sequence[PreparedFile], now: datetime) -> list[str]:
    """
    What the same sending is known by: the sender's own name for it, or else all that was sent.

    The latter holds for this day and the one before (of UTC), so the same report may come again in time.
    """
    if sent.repeat_key:
        return [_name(key, "own", sent.repeat_key)]
    content = [f"{name}={sent.fields[name]}" for name in sorted(sent.fields) if name != "api_key"]
    content += [photo.sha256 for photo in photos]
    return [
        _name(key, (now - back).strftime("%Y%m%d"), "\n".join(content))
        for back in (timedelta(0), SAME_WITHIN)
    ]


def _name(key: Open311Key, kind: str, words: str) -> str:
    return f"o311:{key.pk}:{kind}:{hashlib.sha256(words.encode()).hexdigest()[:40]}"


def _count(key: Open311Key, now: datetime) -> None:
    try:
        count_visit(kind="open311", address=f"key:{key.pk}", now=now)
    except TooMany as flood:
        raise Fault(
            429, f"Too many requests from this key. Try again in {flood.wait_minutes} minutes.",
            retry_after_s=60 * flood.wait_minutes,
        ) from flood  # fmt: skip


def take_update(sent: Sent, key: Open311Key, now: datetime) -> tuple[str, bool]:
    """
    Take an update of a request into its history, for the office to read; return its id, and whether it is new.

    What state a request is in, the office says: a status that comes along is written down and moves nothing.

    :raises Fault: saying which field is missing or cannot be taken
    """
    number = sent.get("service_request_id")
    need(number, "service_request_id was not provided.")
    case = (
        published_cases().filter(pk=int(number)).first() if number.isdecimal() and len(number) <= 18 else None
    )
    if case is None:
        raise Fault(404, f"service_request_id {number!r} was not found.")
    words = sent.get("description")
    status = sent.get("status")
    need(words or status, "An update needs a description.")
    told = "\n".join(part for part in (words, status and f"status: {status}", f"Open311: {key.name}") if part)
    content = "\n".join((number, words, status, sent.get("updated_datetime")))
    own = sent.get("update_id") or sent.repeat_key
    their_id = own or hashlib.sha256(content.encode()).hexdigest()
    return _received(key, their_id[:80], case, told, now)


def _received(key: Open311Key, their_id: str, case: Case, told: str, now: datetime) -> tuple[str, bool]:
    with transaction.atomic():
        # Holding the key's row, of two same sendings at once the second waits here and then finds the first.
        Open311Key.objects.filter(pk=key.pk).update(used_at=now)
        before = Open311Received.objects.filter(key=key, their_id=their_id).first()
        if before is not None:
            return str(before.event_id), False
        _count(key, now)
        event = message_office(case_id=case.pk, text=told, now=now)
        Open311Received.objects.create(key=key, their_id=their_id, event=event)
        return str(event.pk), True
