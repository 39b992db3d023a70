"""Signing in by OpenID Connect: the authorization code flow with PKCE (RFC 7636) and a nonce."""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from meydan.base.connectors.public import CallFailed, base_url, fetch
from meydan.base.people.identity.providers import STAFF, IdentityProvider
from meydan.base.people.identity.trying import Try
from meydan.base.people.oidc.checking import LONGEST_SUBJECT
from meydan.base.people.oidc.fetching import discover, require_safe
from meydan.base.people.oidc.id_tokens import id_claims, logout_claims
from meydan.base.people.oidc.keyset import KeysUnreadable
from meydan.base.people.oidc.refusals import TokenRefused
from meydan.base.people.oidc.rings import IssuerRing
from meydan.base.people.oidc.strict import strict_object

FRESH = timedelta(hours=1)
NAMES_OF_STAFF = ("preferred_username", "email")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "end_session_endpoint")


class SignInFailed(Exception):
    """Nobody was signed in; the message says why, for the log alone."""


@dataclass(frozen=True)
class Person:
    """Whom a system says somebody is. ``second_step`` are the methods it names (RFC 8176)."""

    subject: str
    name: str
    sid: str
    claims: dict[str, Any]


_known: dict[str, tuple[datetime, dict[str, str]]] = {}
_rings: dict[str, IssuerRing] = {}
_making = threading.Lock()


def forget() -> None:
    """Begin again as after a restart (for tests)."""
    with _making:
        _known.clear()
        _rings.clear()


def endpoints(provider: IdentityProvider, now: datetime) -> dict[str, str]:
    """
    Where a system takes questions: as ``connectors.toml`` says, else as it says itself.

    :raises SignInFailed: if it is away, or says nothing that can be used
    """
    issuer = base_url(provider.connector)
    held = _known.get(issuer)
    if held is not None and abs(now - held[0]) < FRESH:
        return held[1]
    said = {name: provider.setting(name) for name in ENDPOINTS}
    try:
        if not (said["authorization_endpoint"] and said["token_endpoint"]):
            found = discover(issuer, now, provider.connector)
            said = {name: said[name] or str(found.get(name) or "") for name in ENDPOINTS}
        for address in (said["authorization_endpoint"], said["token_endpoint"]):
            require_safe(address)
    except (CallFailed, KeysUnreadable) as fault:
        raise SignInFailed(str(fault)) from fault
    with _making:
        _known[issuer] = (now, said)
    return said


def way_there(provider: IdentityProvider, begun: Try, back: str, now: datetime) -> str:
    """
    The address to which a browser is sent to sign in.

    :raises SignInFailed: if the system is away
    """
    where = endpoints(provider, now)["authorization_endpoint"]
    asked = {
        "response_type": "code",
        "client_id": provider.setting("client_id"),
        "redirect_uri": back,
        "scope": provider.setting("scopes") or provider.scopes,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": begun.challenge,
        "code_challenge_method": "S256",
    }
    return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"


def person_of(provider: IdentityProvider, begun: Try, code: str, back: str, now: datetime) -> Person:
    """
    Give the code for tokens and read who it is.

    :raises SignInFailed: if any step of it is not as it must be
    """
    said = _tokens(provider, begun, code, back, now)
    token, access = said.get("id_token"), said.get("access_token")
    if not isinstance(token, str):
        raise SignInFailed("no identity token came")
    try:
        claims = id_claims(
            token,
            lambda kid, algorithm: _ring(provider).find(kid, algorithm, now),
            issuer=base_url(provider.connector),
            client_id=provider.setting("client_id"),
            nonce=begun.nonce,
            now=now,
        )
    except TokenRefused as refused:
        raise SignInFailed(refused.why.value) from refused
    more = (
        {}
        if _says_enough(provider, claims)
        else _userinfo(provider, str(access or ""), str(claims["sub"]), now)
    )
    # How somebody signed in is for the signed token to say.
    more.pop("amr", None)
    return _person(provider, {**more, **claims})


def _tokens(provider: IdentityProvider, begun: Try, code: str, back: str, now: datetime) -> dict[str, Any]:
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": begun.verifier,
    }
    # RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
    pair = ":".join(quote(provider.setting(name), safe="") for name in ("client_id", "client_secret"))
    headers = {
        "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    where = endpoints(provider, now)["token_endpoint"]
    try:
        content = urlencode(body).encode()
        answer = fetch(provider.connector, where, method="POST", headers=headers, content=content, now=now)
        return strict_object(answer.body)
    except (CallFailed, ValueError) as fault:
        raise SignInFailed(f"the code was not taken: {fault}") from fault


def _says_enough(provider: IdentityProvider, claims: dict[str, Any]) -> bool:
    """
    Whether the identity token names who it is.

    An issuer that keeps to the letter (Core 1.0, 5.4) tells name and address at its own place, not in the token.
    """
    if provider.who == STAFF:
        wanted = [provider.setting("account_claim")] if provider.setting("account_claim") else NAMES_OF_STAFF
        return any(name in claims for name in wanted)
    return not provider.id_claim


def _userinfo(provider: IdentityProvider, access: str, subject: str, now: datetime) -> dict[str, Any]:
    """What the system tells beside the token; nothing where it has no such place or nothing is missing."""
    where = endpoints(provider, now)["userinfo_endpoint"]
    if not where or not access:
        return {}
    try:
        require_safe(where)
        answer = fetch(provider.connector, where, headers={"Authorization": f"Bearer {access}"}, now=now)
        said = strict_object(answer.body)
    except (CallFailed, KeysUnreadable, ValueError) as fault:
        raise SignInFailed(f"nothing more was told: {fault}") from fault
    # Core 1.0, 5.3.2: what is told of somebody else must not be taken.
    if said.get("sub", subject) != subject:
        raise SignInFailed("what was told is about somebody else")
    return said


def _person(provider: IdentityProvider, claims: dict[str, Any]) -> Person:
    subject = claims.get(provider.id_claim or "sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise SignInFailed(f"there is no {provider.id_claim or 'sub'}")
    name, sid = claims.get("name"), claims.get("sid")
    return Person(
        subject=subject,
        name=name[:200] if isinstance(name, str) else "",
        sid=sid if isinstance(sid, str) else "",
        claims=claims,
    )


def signed_out(provider: IdentityProvider, token: str, now: datetime) -> dict[str, Any]:
    """
    What a logout token of a system says.

    :raises TokenRefused: if it is not to be believed
    """
    return logout_claims(
        token,
        lambda kid, algorithm: _ring(provider).find(kid, algorithm, now),
        issuer=base_url(provider.connector),
        client_id=provider.setting("client_id"),
        now=now,
    )


def _ring(provider: IdentityProvider) -> IssuerRing:
    issuer = base_url(provider.connector)
    with _making:
        if issuer not in _rings:
            home = settings.MEYDAN_HOME.path
            kept = home / "oidc" / f"{provider.code}-keys.json" if home else None
            _rings[issuer] = IssuerRing(issuer, kept, provider.connector)
        return _rings[issuer]
