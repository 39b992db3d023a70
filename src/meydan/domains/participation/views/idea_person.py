"""Who stands before us: a signed-in account, a citizen, or a phone proven a moment ago."""

from __future__ import annotations

import base64
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meydan.base.locale.public import current_language
from meydan.base.people.public import Account, citizen_of, public_page
from meydan.base.sealing.public import SealUnreadable
from meydan.domains.participation import house
from meydan.domains.participation.forms.proposals import IdeaCodeForm, IdeaPhoneForm
from meydan.domains.participation.persons import Contact, Person, address_in
from meydan.kernel.cases.public import (
    CodeWrong,
    TooMany,
    address_of,
    count_visit,
    prove,
    proven_phone,
    remember_phone,
    send_code_to,
)

IN_SESSION = "participation_phone"


def person_of(request: HttpRequest, now: datetime) -> Person | None:
    """Return who may write and support; nobody for a visitor who has proven nothing."""
    language = current_language()
    if isinstance(request.user, Account):
        email = request.user.email
        return Person(f"account:{request.user.pk}", Contact(email, False, language) if email else None)
    citizen = citizen_of(request)
    if citizen is not None:
        return Person(f"citizen:{citizen.pk}")
    proven = "" if house.needs_account() else proven_phone(request, now)
    return Person(f"phone:{proven}", _contact(request, proven, language)) if proven else None


def ask_who(request: HttpRequest, back: str) -> HttpResponse:
    """Send a visitor to prove a phone, and back."""
    if house.needs_account():
        return redirect(f"/citizen/?{urlencode({'next': back})}")
    return redirect(f"/proposals/phone/?{urlencode({'next': back})}")


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Ask for a phone, then for the code that was sent to it; then go on."""
    asked = request.POST or request.GET
    is_code = "proof" in request.POST
    form = (
        IdeaPhoneForm(request.POST)
        if request.POST
        else IdeaPhoneForm(initial={"next": asked.get("next", "")})
    )
    try:
        if is_code:
            return _code_given(request)
        if request.POST and form.is_valid():
            count_visit(kind="proof", address=address_of(request), now=timezone.now())
            said = form.cleaned_data
            send_code_to(phone=said["phone"], language=current_language(), now=timezone.now())
            return _page(request, IdeaCodeForm(initial=said), 200)
    except TooMany as flood:
        form.is_valid()
        words = _("Too many tries from here. Try again in %(minutes)s minutes.")
        form.add_error(None, words % {"minutes": flood.wait_minutes})
        return _page(request, form, 429)
    return _page(request, form, 422 if request.POST else 200)


def _code_given(request: HttpRequest) -> HttpResponse:
    form = IdeaCodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    count_visit(kind="phone", address=address_of(request), now=timezone.now())
    said, now = form.cleaned_data, timezone.now()
    try:
        proven = prove(phone=said["phone"], code=said["proof"], now=now)
    except CodeWrong:
        form.add_error(
            "proof", _("This is not the code, or it is too old. Look again, or ask for a new one.")
        )
        return _page(request, form, 422)
    remember_phone(request, proven, now)
    sealed = Contact(said["phone"], True, current_language()).sealed
    # Beside the digest it belongs to, so that another phone proven elsewhere is not taken for this one.
    request.session[IN_SESSION] = [proven, base64.b64encode(sealed).decode()]
    return redirect(_safe(request, said["next"]))


def _page(request: HttpRequest, form: IdeaPhoneForm, status: int) -> HttpResponse:
    told = {"form": form, "is_code": isinstance(form, IdeaCodeForm)}
    return render(request, "participation/idea_phone.html", told, status=status)


def _safe(request: HttpRequest, back: str) -> str:
    """Only addresses of this site."""
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if back.startswith("/") and is_ours else "/proposals/"


def _contact(request: HttpRequest, proven: str, language: str) -> Contact | None:
    known, sealed = request.session.get(IN_SESSION, ["", ""])
    if known != proven or not sealed:
        return None
    try:
        return Contact(address_in(base64.b64decode(sealed)), True, language)
    except SealUnreadable:
        return None
