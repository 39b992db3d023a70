"""
Signing in through e-Devlet: OAuth 2.0 with a question of its own for who it is, and the token in its address.

It is no OpenID Connect: there is no identity token, no nonce and no PKCE, so the state and the secret carry everything.
Source: public client code for the gateway; the contract with Türksat names the addresses of a city.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from meydan.base.connectors.public import CallFailed, base_url, fetch
from meydan.base.locale.public import is_tckn
from meydan.base.people.identity.oidc_client import Person, SignInFailed
from meydan.base.people.identity.providers import IdentityProvider
from meydan.base.people.identity.trying import Try
from meydan.base.people.oidc.fetching import require_safe
from meydan.base.people.oidc.keyset import KeysUnreadable
from meydan.base.people.oidc.strict import strict_object

AUTHORIZATION, TOKEN, IDENTITY = (
    "AuthorizationController",
    "AccessTokenController",
    "AuthenticationController",
)
DONE = "EDV09.000"  # sonucKodu of an answer that holds the person


def way_there(provider: IdentityProvider, begun: Try, back: str) -> str:
    """
    The address to which a browser is sent to sign in.

    :raises SignInFailed: if the gateway's address is not safe
    """
    asked = {
        "response_type": "code",
        "client_id": provider.setting("client_id"),
        "state": begun.state,
        "scope": provider.scopes,
        "redirect_uri": back,
    }
    return f"{_address(provider, AUTHORIZATION)}?{urlencode(asked)}"


def person_of(provider: IdentityProvider, code: str, back: str, now: datetime) -> Person:
    """
    Give the code for a token, and the token for who it is.

    :raises SignInFailed: if any step of it is not as it must be
    """
    token = _asked(
        provider,
        TOKEN,
        {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": provider.setting("client_id"),
            "client_secret": provider.setting("client_secret"),
            "redirect_uri": back,
        },
        now,
    ).get("accessToken")
    if not isinstance(token, str) or not token:
        raise SignInFailed("no token came")
    asked = {
        "accessToken": token,
        "clientId": provider.setting("client_id"),
        "resourceId": "1",
        "kapsam": "Ad-Soyad",
    }
    said = _asked(provider, f"{IDENTITY}?{urlencode(asked)}", {}, now)
    who = said.get("kullaniciBilgileri")
    if said.get("sonucKodu") != (provider.setting("done_code") or DONE) or not isinstance(who, dict):
        raise SignInFailed("the gateway did not say who it is")
    number = str(who.get("kimlikNo", ""))
    if not is_tckn(number):
        raise SignInFailed("the number of the person is none")
    return Person(number, f"{who.get('ad', '')} {who.get('soyad', '')}".strip()[:200], "", {})


def _asked(provider: IdentityProvider, path: str, body: dict[str, str], now: datetime) -> dict[str, Any]:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = fetch(
            provider.connector,
            _address(provider, path),
            method="POST",
            headers=headers,
            content=urlencode(body).encode(),
            now=now,
        )
        return strict_object(answer.body)
    except (CallFailed, ValueError) as fault:
        # Of the address only its first part: behind the question mark stands the token.
        raise SignInFailed(f"{path.partition('?')[0]}: {type(fault).__name__}") from None


def _address(provider: IdentityProvider, path: str) -> str:
    address = f"{base_url(provider.connector)}/{path}"
    try:
        require_safe(address)
    except KeysUnreadable as fault:
        raise SignInFailed("the gateway's address is not https") from fault
    return address
