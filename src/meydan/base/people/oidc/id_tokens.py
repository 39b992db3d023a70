"""Tokens that say who signed in, and who signed out: checked by their own rules, not those of access tokens."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from meydan.base.people.oidc.checking import FindKey, require_current, require_subject, signed_claims
from meydan.base.people.oidc.refusals import TokenRefused, Why

ID_KINDS = ("jwt", "application/jwt", "")
# Back-Channel Logout 1.0, 2.4: "logout+jwt" is recommended, and many write the plain one.
LOGOUT_KINDS = ("logout+jwt", "application/logout+jwt", *ID_KINDS)
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def id_claims(
    token: str, find_key: FindKey, *, issuer: str, client_id: str, nonce: str, now: datetime
) -> dict[str, Any]:
    """
    What an identity token claims, once it was found good and made for this very sign-in.

    :raises TokenRefused: naming the first thing that is wrong
    Source: OpenID Connect Core 1.0, section 3.1.3.7.
    """
    claims = signed_claims(token, find_key, ID_KINDS)
    _require_for(claims, issuer, client_id)
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise TokenRefused(Why.NONCE)
    require_subject(claims)
    require_current(claims, now.timestamp())
    return claims


def logout_claims(
    token: str, find_key: FindKey, *, issuer: str, client_id: str, now: datetime
) -> dict[str, Any]:
    """
    What a logout token claims: ``sub``, ``sid`` or both.

    :raises TokenRefused: naming the first thing that is wrong
    Source: OpenID Connect Back-Channel Logout 1.0, section 2.6.
    """
    claims = signed_claims(token, find_key, LOGOUT_KINDS)
    _require_for(claims, issuer, client_id)
    require_current({**claims, "exp": claims.get("exp", now.timestamp() + 1)}, now.timestamp())
    events = claims.get("events")
    if "nonce" in claims or not isinstance(events, dict) or LOGOUT_EVENT not in events:
        raise TokenRefused(Why.KIND)
    if not isinstance(claims.get("sid"), str):
        require_subject(claims)
    return claims


def _require_for(claims: dict[str, Any], issuer: str, client_id: str) -> None:
    if claims.get("iss") != issuer:
        raise TokenRefused(Why.ISSUER)
    meant = claims.get("aud")
    audience = [meant] if isinstance(meant, str) else meant if isinstance(meant, list) else []
    # A token for several needs to say for whom it was made, and that must be us.
    if client_id not in audience or claims.get("azp", client_id) != client_id:
        raise TokenRefused(Why.AUDIENCE)
    if len(audience) > 1 and "azp" not in claims:
        raise TokenRefused(Why.AUDIENCE)
