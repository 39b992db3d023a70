"""Whether a token is good: one pass from its size to its times, each step with a refusal of its own."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jwt import PyJWK, PyJWS
from jwt.exceptions import PyJWTError

from meydan.base.people.oidc.keyset import ALGORITHMS, is_kid
from meydan.base.people.oidc.refusals import TokenRefused, Why
from meydan.base.people.oidc.strict import strict_object

MOST_BYTES = 16 * 1024
SKEW_S = 60
LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2
SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
OWN_KEYS = ("jwk", "jku", "x5u", "x5c")
# RFC 9068 names the first; many issuers write the plain one, or nothing. Others are not access tokens (RFC 8725, 3.11).
TYPES = ("at+jwt", "application/at+jwt", "jwt", "application/jwt", "")
# Only an identity token, a logout token and a security event have these.
NOT_ACCESS = ("at_hash", "c_hash", "events")

_signatures = PyJWS(algorithms=list(ALGORITHMS))
FindKey = Callable[[str | None, str], PyJWK]


@dataclass(frozen=True)
class Expected:
    """
    What a good token says.

    :param issuer: ``iss`` to the letter
    :param audience: one of ``aud``
    """

    issuer: str
    audience: str


def good_claims(token: str, find_key: FindKey, expected: Expected, now: datetime) -> dict[str, Any]:
    """
    What a token claims, once everything about it was found good.

    :param find_key: the key for a ``kid`` (or none) and an algorithm; raises ``TokenRefused`` when there is none
    :raises TokenRefused: naming the first thing that is wrong
    Source: RFC 7515, 7519, 8725 (best current practices) and 9068 (access tokens).
    """
    claims = signed_claims(token, find_key)
    _require_meant(claims, expected)
    require_current(claims, now.timestamp())
    return claims


def signed_claims(token: str, find_key: FindKey, kinds: tuple[str, ...] = TYPES) -> dict[str, Any]:
    """
    What a token claims, once its form and its signature were found good; whom it is for is not looked at.

    :param kinds: what ``typ`` may say, in small letters
    :raises TokenRefused: naming what is wrong
    """
    if len(token) > MOST_BYTES:
        raise TokenRefused(Why.TOO_LARGE)
    kid, algorithm = _header(token, kinds)
    try:
        signed = _signatures.decode_complete(token, find_key(kid, algorithm), algorithms=[algorithm])
    except PyJWTError as fault:
        raise TokenRefused(Why.SIGNATURE) from fault
    try:
        return strict_object(signed["payload"])
    except ValueError as odd:
        raise TokenRefused(Why.MALFORMED) from odd


def _header(token: str, kinds: tuple[str, ...]) -> tuple[str | None, str]:
    """The key and the algorithm that a token names, before anything of it is believed."""
    if not SHAPE.fullmatch(token):
        raise TokenRefused(Why.MALFORMED)
    first = token.partition(".")[0]
    try:
        header = strict_object(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, binascii.Error) as odd:
        raise TokenRefused(Why.MALFORMED) from odd
    if "crit" in header or "b64" in header:
        raise TokenRefused(Why.CRITICAL)
    if any(name in header for name in OWN_KEYS):
        raise TokenRefused(Why.OWN_KEY)
    algorithm, kind, kid = header.get("alg"), header.get("typ", ""), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise TokenRefused(Why.ALGORITHM)
    if not isinstance(kind, str) or kind.lower() not in kinds:
        raise TokenRefused(Why.KIND)
    if kid is not None and not is_kid(kid):
        raise TokenRefused(Why.KEY_UNKNOWN)
    return kid, algorithm


def _require_meant(claims: dict[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise TokenRefused(Why.ISSUER)
    meant = claims.get("aud")
    if expected.audience not in (
        [meant] if isinstance(meant, str) else meant if isinstance(meant, list) else []
    ):
        raise TokenRefused(Why.AUDIENCE)
    _require_access(claims)
    if "cnf" in claims:
        raise TokenRefused(Why.BOUND)
    require_subject(claims)


def require_subject(claims: dict[str, Any]) -> str:
    """
    Return whose a token is.

    :raises TokenRefused: if it does not say
    """
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise TokenRefused(Why.SUBJECT)
    return subject


def _require_access(claims: dict[str, Any]) -> None:
    # Keycloak writes "Bearer", "ID" or "Refresh" into every token, and older ones a nonce into access tokens too.
    kind = claims.get("typ")
    if kind not in (None, "Bearer") or any(name in claims for name in NOT_ACCESS):
        raise TokenRefused(Why.KIND)
    if "nonce" in claims and kind is None:
        raise TokenRefused(Why.KIND)


def require_current(claims: dict[str, Any], now_s: float) -> None:
    """
    Go on only while a token counts; a minute is left for clocks that differ.

    :raises TokenRefused: if it is over, not yet good, or does not say until when
    """
    if _moment(claims, "exp", missing=math.nan) <= now_s - SKEW_S:
        raise TokenRefused(Why.EXPIRED)
    if max(_moment(claims, "nbf", missing=now_s), _moment(claims, "iat", missing=now_s)) > now_s + SKEW_S:
        raise TokenRefused(Why.NOT_YET)


def _moment(claims: dict[str, Any], name: str, *, missing: float) -> float:
    """A time in seconds since 1970; NaN for ``missing`` says that it may not be."""
    said = claims.get(name, missing)
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise TokenRefused(Why.DATES)
    try:
        found = float(said)
    except OverflowError as far:
        raise TokenRefused(Why.DATES) from far
    if not math.isfinite(found):
        raise TokenRefused(Why.DATES)
    return found
