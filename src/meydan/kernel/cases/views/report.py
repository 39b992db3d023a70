"""Reporting on one page: no account, no script, a minute."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.packs.public import current
from meydan.base.people.public import Account, citizen_of, identity_of, public_page
from meydan.kernel.cases import groupwords, presentation
from meydan.kernel.cases.forms import MOST_PHOTOS, ReportForm
from meydan.kernel.cases.models import Case, Document, Service
from meydan.kernel.cases.operations.flood import TooMany, count_visit
from meydan.kernel.cases.operations.opening import ReporterFacts, open_case
from meydan.kernel.cases.operations.photos import attach
from meydan.kernel.cases.policies import case_policy
from meydan.kernel.cases.queries.assurance import IDENTITY, assurance_of, is_assured
from meydan.kernel.cases.queries.cases import (
    CaseUnknown,
    by_code,
    clocks_of,
    is_opened_with,
    own_key,
    services,
)
from meydan.kernel.cases.queries.personal import cleaned
from meydan.kernel.cases.servicetable import latest_words
from meydan.kernel.cases.views.beforehand import Asked, ask_first
from meydan.kernel.cases.views.metoo import supported
from meydan.kernel.cases.views.visitor import address_of, knows_code, remember_code
from meydan.kernel.places.public import Place, search

MOST_FOUND = 6


@public_page
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Take a report, or show the form (again, with what is to mend)."""
    offered = [service for service in services() if service.kind != Service.Kind.PERMIT]
    officer = _officer(request)
    kind: dict[str, Any] = {"services": offered, "is_assisted": officer is not None}
    if request.method == "GET":
        return _form_page(request, ReportForm(initial=_initial(request), **kind))
    waiting = _waiting(request.POST.get("token", ""))
    form = ReportForm(request.POST, request.FILES, waiting_photos=waiting, **kind)
    try:
        _count(request, "form", officer)
        return _taken(request, form, waiting, officer, kind)
    except TooMany as flood:
        return _form_page(request, form, status=429, wait_minutes=flood.wait_minutes)


def _count(request: HttpRequest, kind: str, officer: Account | None) -> None:
    if officer is None:
        count_visit(kind=kind, address=address_of(request), now=timezone.now())


def _taken(
    request: HttpRequest, form: ReportForm, waiting: int, officer: Account | None, kind: dict[str, Any]
) -> HttpResponse:
    """Open the case, or go back to the page for what is to look up, to mend or to choose first."""
    is_valid = form.is_valid() and (officer is not None or _is_assured(request, form))
    if "find" in request.POST:
        _keep_photos(form, waiting)
        again = ReportForm(
            initial=request.POST.dict(), waiting_photos=_waiting(request.POST.get("token", "")), **kind
        )
        return _form_page(request, again, found=_found(request.POST.get("address", "")))
    if form.cleaned_data.get("website"):
        # Only a script fills the box nobody sees; it is thanked like everyone and nothing is kept.
        return redirect("cases:report")
    if request.POST.get("support") and "phone" not in form.errors:
        _count(request, "report", officer)
        return supported(
            request,
            request.POST["support"],
            form.cleaned_data.get("phone", ""),
            is_assisted=officer is not None,
        )
    is_first = is_valid and not is_opened_with(form.cleaned_data["token"])
    asked = ask_first(form) if is_first else None
    if not is_valid or asked is not None:
        _keep_photos(form, waiting)
        form.waiting_photos = _waiting(form.data.get("token", ""))
        return _form_page(request, form, status=200 if asked else 422, asked=asked)
    _count(request, "report", officer)
    must_know = officer is None and assurance_of(form.cleaned_data["service"]) == IDENTITY
    if must_know and (citizen := citizen_of(request)) is not None:
        # The name that the state vouches for, not the one that was typed.
        form.cleaned_data["name"] = identity_of(citizen).get("name", "")
    case = _open(form, waiting, officer, address_of(request))
    remember_code(request, case.code)
    return redirect("cases:reported", code=case.code)


def _is_assured(request: HttpRequest, form: ReportForm) -> bool:
    """Whether the service knows enough of who asks; the form says what is missing."""
    code, phone = form.cleaned_data["service"], form.cleaned_data.get("phone", "")
    if is_assured(code, has_phone=bool(phone), has_identity=citizen_of(request) is not None):
        return True
    if assurance_of(code) == IDENTITY:
        way = format_html('<a href="{}?next={}">{}</a>', reverse("citizen"), request.path, _("Sign in first"))
        form.add_error("service", format_html("{} {}", _("This service must know who asks."), way))
    else:
        form.add_error("phone", _("This service needs a phone number, so that you can be asked back."))
    return False


def _officer(request: HttpRequest) -> Account | None:
    """Return the officer who writes for a citizen; a citizen's own account is none."""
    account = request.user
    return account if isinstance(account, Account) and case_policy.may(account, "note") else None


def _found(address: str) -> list[Place]:
    """Return places the words may mean, for whoever has no map."""
    return [found.place for found in search(address, limit=MOST_FOUND)] if address.strip() else []


def _initial(request: HttpRequest) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "token": secrets.token_urlsafe(24),
        "service": request.GET.get("service", ""),
        "address": request.GET.get("address", "")[:300],
    }
    number = request.GET.get("place", "")
    # Python refuses to read thousands of figures as a number; no place has more than eighteen.
    is_number = number.isascii() and number.isdigit() and len(number) <= 18
    place = Place.objects.filter(pk=int(number)).first() if is_number else None
    if place is not None:
        where = place.address or place.name
        initial |= {"place": place.pk, "address": where, "lon": place.lon, "lat": place.lat}
    return initial


def _waiting(token: str) -> int:
    return Document.objects.filter(case=None, waiting_key=token).count() if token else 0


@transaction.atomic
def _keep_photos(form: ReportForm, waiting: int) -> None:
    """Keep good photos of a form that came back, so that nobody has to choose them twice."""
    token = str(form.cleaned_data.get("token", ""))
    for photo in form.cleaned_data.get("photos", [])[: max(0, MOST_PHOTOS - waiting)] if token else []:
        attach(case=None, prepared=photo, kind=Document.Kind.PHOTO, now=timezone.now(), waiting_key=token)


def _open(form: ReportForm, waiting: int, officer: Account | None, address: str) -> Case:
    said = form.cleaned_data
    return open_case(
        service=form.services[said["service"]],
        description=cleaned(said["description"]) if said["personal"] == "remove" else said["description"],
        lon=said["lon"],
        lat=said["lat"] if said["lon"] is not None else None,
        place=Place.objects.filter(pk=said["place"]).first() if said["place"] else None,
        address=said["address"],
        source=said.get("source") or Case.Source.WEB,
        actor=officer,
        reporter=ReporterFacts(
            name=said["name"],
            phone=said["phone"],
            language=get_language() or "en",
            address="" if officer else address,
        ),
        photos=said["photos"][: max(0, MOST_PHOTOS - waiting)],
        waiting_key=said["token"],
        now=timezone.now(),
        idempotency_key=said["token"],
    )


def _form_page(
    request: HttpRequest,
    form: ReportForm,
    *,
    status: int = 200,
    wait_minutes: int = 0,
    found: list[Place] | None = None,
    asked: Asked | None = None,
) -> HttpResponse:
    chosen = form.chosen
    lon, lat = current().centre
    told = {
        "form": form,
        "chosen": chosen,
        "groups": grouped(list(form.services.values()), chosen),
        "lon": form["lon"].value() or lon,
        "lat": form["lat"].value() or lat,
        "wait_minutes": wait_minutes,
        "found": found,
        "asked": asked,
        "emergency": emergency_numbers(),
    }
    return render(request, "cases/report.html", told, status=status)


def grouped(offered: list[Service], chosen: Service | None = None) -> list[dict[str, Any]]:
    """Return services by drawer, drawers in their usual order."""
    drawers: dict[str, list[Service]] = {}
    for service in offered:
        service.latest = latest_words(service)  # type: ignore[attr-defined]
        drawers.setdefault(service.group, []).append(service)
    known = {code: place for place, code in enumerate(groupwords.GROUPS)}
    return [
        {
            "code": code,
            "name": groupwords.group_name(code),
            "icon": groupwords.group_icon(code),
            "services": drawers[code],
            "is_open": chosen is not None and chosen.group == code,
        }
        for code in sorted(drawers, key=lambda code: (known.get(code, len(known)), code))
    ]


def emergency_numbers() -> list[dict[str, Any]]:
    """Return the numbers to call when somebody is in danger."""
    return [one for one in current().contacts.values() if one.get("kind") == "emergency"]


@public_page
@require_GET
def reported(request: HttpRequest, code: str) -> HttpResponse:
    """Say the code large, when it will be done and how that is counted."""
    try:
        case = by_code(code)
    except CaseUnknown:
        return redirect("cases:follow")
    clocks = [clock for clock in clocks_of(case) if clock.is_visible]
    told = {
        "case": case,
        "due": presentation.due_words(case, timezone.now()),
        # The code alone opens this page too: the key is for the browser that reported.
        "key": own_key(case) if knows_code(request, case.code) else "",
        "countings": [(clock, presentation.counting_of(clock)) for clock in clocks],
    }
    return render(request, "cases/reported.html", told)
