"""Whose a good token is: an account of this home, and what the issuer grants besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from meydan.base.people.models import Account
from meydan.base.people.oidc.checking import SKEW_S, Expected, good_claims
from meydan.base.people.oidc.refusals import TokenRefused, Why
from meydan.base.people.oidc.rings import ring
from meydan.base.people.second_step import has_second_step, second_step_is_due

# RFC 8176: methods that are a second step, or one with two factors in it.
SECOND_STEPS = frozenset({"mfa", "otp", "hwk"})
LONGEST_NAME = 254


@dataclass(frozen=True)
class Bearer:
    """
    Whoever brought a good token.

    :param subject: ``sub``, under which the issuer knows them
    :param account: theirs here, if they have one; it is open
    :param granted: scopes by their names, roles with ``role:`` before them
    :param left_s: how long the token will be good [s]
    """

    subject: str
    account: Account | None
    granted: frozenset[str]
    left_s: float


def bearer_of(token: str, now: datetime) -> Bearer:
    """
    Who brings this token. It may call the issuer, so it is called where that may wait and outside transactions.

    :raises TokenRefused: with the reason
    """
    home = settings.MEYDAN_HOME
    keys = ring()
    claims = good_claims(
        token,
        lambda kid, algorithm: keys.find(kid, algorithm, now),
        Expected(home.oidc_issuer, home.oidc_audience),
        now,
    )
    return Bearer(
        claims["sub"],
        account_of_claims(claims, home.oidc_account_claim),
        _granted(claims, home.oidc_audience),
        float(claims["exp"]) + SKEW_S - now.timestamp(),
    )


def account_of_claims(claims: dict[str, Any], claim: str = "") -> Account | None:
    """
    The account of this home that a token speaks of, by the name or the proved address in it.

    :param claim: where the name stands; empty: ``preferred_username``, then a verified ``email``
    :raises TokenRefused: if it is closed, or needs a second step that was not made
    """
    wanted = (claim,) if claim else ("preferred_username", "email")
    found = next((account for name in wanted if (account := _named(claims, name)) is not None), None)
    if found is None:
        return None
    if not found.is_active or (found.is_sample and not settings.MEYDAN_DEMO):
        raise TokenRefused(Why.ACCOUNT_CLOSED)
    if (second_step_is_due(found) or has_second_step(found)) and not _made_second_step(claims):
        raise TokenRefused(Why.SECOND_STEP)
    return found


def _named(claims: dict[str, Any], name: str) -> Account | None:
    said = claims.get(name)
    if not isinstance(said, str) or not 0 < len(said) <= LONGEST_NAME or not said.isprintable():
        return None
    if name != "email":
        return Account.objects.filter(username=said).first()
    # Databases take some letters for others when they ignore case (the dotless i for an i), and an address that only
    # looks like a colleague's must not become that colleague.
    if claims.get("email_verified") is not True or not said.isascii():
        return None
    found = Account.objects.filter(email__iexact=said).first()
    return found if found is not None and found.email.lower() == said.lower() else None


def _made_second_step(claims: dict[str, Any]) -> bool:
    return not SECOND_STEPS.isdisjoint(_texts(claims.get("amr")))


def _granted(claims: dict[str, Any], audience: str) -> frozenset[str]:
    """Scopes (RFC 9068; ``scp`` at Microsoft) and roles (RFC 9068; the two others at Keycloak)."""
    scopes = {*_texts(claims.get("scope")), *_texts(claims.get("scp"))}
    own = _inside(_inside(claims, "resource_access"), audience)
    roles = [*_texts(claims.get("roles")), *_texts(_inside(claims, "realm_access").get("roles")),
             *_texts(own.get("roles"))]  # fmt: skip
    # A scope may be asked for by anybody's program, so it must not pass for a role.
    return frozenset(scope for scope in scopes if not scope.startswith("role:")) | {
        f"role:{role}" for role in roles
    }


def _texts(said: object) -> list[str]:
    """The words of a text, or the texts of a list."""
    if isinstance(said, str):
        return said.split()
    return [each for each in said if isinstance(each, str)] if isinstance(said, list) else []


def _inside(said: dict[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}
