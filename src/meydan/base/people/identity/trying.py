"""A sign-in under way, kept in the session of the browser that began it."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

KEPT = "people_identity"
# Several tabs may sign in at once; older tries are forgotten.
MOST = 5
GOOD_FOR_S = 15 * 60


class TryUnknown(Exception):
    """This browser began no such sign-in, or it was used already, or it is too long ago."""


@dataclass(frozen=True)
class Try:
    """What must come back: ``provider`` binds the answer to the system that was asked (no mix-up)."""

    provider: str
    state: str
    nonce: str
    verifier: str
    onward: str
    at_s: float

    @property
    def challenge(self) -> str:
        """The S256 challenge of RFC 7636."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def begin(request: HttpRequest, provider: str, onward: str, now_s: float) -> Try:
    """Begin a sign-in and keep it in the session."""
    made = Try(
        provider=provider,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        onward=safe_onward(request, onward),
        at_s=now_s,
    )
    held: list[dict[str, Any]] = request.session.get(KEPT, [])
    request.session[KEPT] = [*held[1 - MOST :], asdict(made)] if held else [asdict(made)]
    return made


def take(request: HttpRequest, provider: str, state: str, now_s: float) -> Try:
    """
    Take the sign-in that an answer belongs to, once.

    :raises TryUnknown: if there is none
    """
    held: list[dict[str, Any]] = request.session.get(KEPT, [])
    fit = [
        one for one in held if state and secrets.compare_digest(str(one["state"]).encode(), state.encode())
    ]
    request.session[KEPT] = [one for one in held if one not in fit]
    if (
        len(fit) != 1
        or fit[0]["provider"] != provider
        or not 0 <= now_s - float(fit[0]["at_s"]) <= GOOD_FOR_S
    ):
        raise TryUnknown(provider)
    return Try(**fit[0])


def safe_onward(request: HttpRequest, onward: str) -> str:
    """Where to go afterwards: a page of this home, or its front page."""
    fits = onward.startswith("/") and url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}
    )
    return onward if fits and len(onward) < 500 else "/"
