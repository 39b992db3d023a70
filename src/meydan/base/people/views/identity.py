"""Signing in through a system outside: out, back, and signed out from there."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.connectors.public import base_url
from meydan.base.people.identity import edevlet, oidc_client
from meydan.base.people.identity.citizens import (
    IN_SESSION,
    citizen_name,
    citizen_of,
    end_sessions,
    erase_citizen,
    recognise,
    remember_session,
)
from meydan.base.people.identity.oidc_client import Person, SignInFailed
from meydan.base.people.identity.providers import CITIZENS, EDEVLET, PROVIDERS, STAFF, IdentityProvider, ready
from meydan.base.people.identity.trying import Try, TryUnknown, begin, safe_onward, take
from meydan.base.people.marks import public_page
from meydan.base.people.oidc.bearers import account_of_claims
from meydan.base.people.oidc.refusals import TokenRefused
from meydan.base.people.views.entrance import BACKEND

log = logging.getLogger(__name__)

MOST_TOKEN_BYTES = 32 * 1024


def _provider(code: str) -> IdentityProvider:
    found = PROVIDERS.get(code)
    if found is None or not found.is_ready:
        raise Http404(code)
    return found


def _back(provider: IdentityProvider) -> str:
    """Where the system sends people back: from the settings, never from the request, which a stranger can shape."""
    return f"{settings.MEYDAN_HOME.address}{reverse('identity_back', args=[provider.code])}"


@public_page
@never_cache
@require_GET
def citizens(request: HttpRequest) -> HttpResponse:
    """Choose the system to sign in through, or see who is signed in."""
    onward = safe_onward(request, request.GET.get("next", "/"))
    citizen = citizen_of(request)
    told = {
        "providers": ready(CITIZENS),
        "onward": onward,
        "citizen": citizen,
        "name": citizen_name(citizen) if citizen else "",
    }
    return render(request, "people/citizen.html", told)


@public_page
@never_cache
@require_GET
def away(request: HttpRequest, code: str) -> HttpResponse:
    """Send the browser to the system."""
    provider, now = _provider(code), timezone.now()
    begun = begin(request, code, request.GET.get("next", "/"), now.timestamp())
    try:
        if provider.kind == EDEVLET:
            return redirect(edevlet.way_there(provider, begun, _back(provider)))
        return redirect(oidc_client.way_there(provider, begun, _back(provider), now))
    except SignInFailed as fault:
        return _failed(request, provider, str(fault))


@public_page
@never_cache
@require_GET
@sensitive_variables()
def back(request: HttpRequest, code: str) -> HttpResponse:
    """Take the browser back with a code, and sign in whoever it is."""
    provider, now = _provider(code), timezone.now()
    try:
        begun = take(request, code, request.GET.get("state", ""), now.timestamp())
        said = request.GET.get("iss")
        # RFC 9207: an answer of another issuer is not taken, even with our state.
        if said is not None and provider.kind != EDEVLET and said != base_url(provider.connector):
            raise SignInFailed("the answer comes from another issuer")
        given = request.GET.get("code", "")
        if not given or len(given) > 4096:
            raise SignInFailed(f"no code came: {request.GET.get('error', '')[:60]}")
        person = _person(provider, begun, given)
    except (TryUnknown, SignInFailed) as fault:
        return _failed(request, provider, str(fault))
    if provider.who == STAFF:
        return _colleague(request, provider, person, begun)
    request.session.cycle_key()
    request.session[IN_SESSION] = recognise(provider=code, person=person, now=now).pk
    _remember(request, provider, person)
    return redirect(begun.onward)


def _person(provider: IdentityProvider, begun: Try, code: str) -> Person:
    now = timezone.now()
    if provider.kind == EDEVLET:
        return edevlet.person_of(provider, code, _back(provider), now)
    return oidc_client.person_of(provider, begun, code, _back(provider), now)


def _colleague(request: HttpRequest, provider: IdentityProvider, person: Person, begun: Try) -> HttpResponse:
    try:
        account = account_of_claims(person.claims, provider.setting("account_claim"))
    except TokenRefused as refused:
        return _failed(request, provider, refused.why.value)
    if account is None:
        return _failed(request, provider, "nobody here has this name")
    # login() gives the session a new key, so a key that somebody planted before is worth nothing.
    login(request, account, backend=BACKEND)
    _remember(request, provider, person)
    return redirect(begun.onward if begun.onward != "/" else "/desk/")


def _remember(request: HttpRequest, provider: IdentityProvider, person: Person) -> None:
    if request.session.session_key is None:
        request.session.save()
    remember_session(
        provider=provider.code,
        subject=str(person.claims.get("sub", person.subject)),
        sid=person.sid,
        session_key=str(request.session.session_key),
        now=timezone.now(),
    )


def _failed(request: HttpRequest, provider: IdentityProvider, why: str) -> HttpResponse:
    log.warning("sign-in through %s failed: %s", provider.code, why)
    told = {"provider": provider, "is_staff": provider.who == STAFF}
    return render(request, "people/identity_failed.html", told, status=403)


# The token's own signature says who speaks; a system outside has no token of our forms.
@csrf_exempt
@public_page
@never_cache
@require_POST
def signed_out(request: HttpRequest, code: str) -> HttpResponse:
    """End the sessions of somebody who signed out at the system (Back-Channel Logout 1.0)."""
    provider = _provider(code)
    token = request.POST.get("logout_token", "")
    try:
        if provider.kind == EDEVLET or not 0 < len(token) <= MOST_TOKEN_BYTES:
            return HttpResponse("invalid_request\n", status=400, content_type="text/plain")
        claims = oidc_client.signed_out(provider, token, timezone.now())
    except TokenRefused as refused:
        log.warning("a logout token of %s was refused: %s", code, refused.why.value)
        return HttpResponse("invalid_request\n", status=400, content_type="text/plain")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:
        return HttpResponse("invalid_request\n", status=400, content_type="text/plain")
    end_sessions(
        provider=code,
        subject=str(claims.get("sub") or ""),
        sid=str(claims.get("sid") or ""),
        jti=jti,
        now=timezone.now(),
    )
    return HttpResponse(status=200, headers={"Cache-Control": "no-store"})


@public_page
@never_cache
@require_http_methods(["POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Sign a citizen out, and erase who they are where they ask for it."""
    citizen = citizen_of(request)
    if citizen is not None and request.POST.get("act") == "erase":
        erase_citizen(citizen=citizen, actor=None, now=timezone.now())
        messages.success(request, _("Who you are was erased here. Your requests go on by their codes."))
    request.session.pop(IN_SESSION, None)
    request.session.cycle_key()
    return redirect("citizen")
