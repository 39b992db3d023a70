"""Access tokens at the doors for machines: from whom the issuer vouches for to what they may do here."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from meydan.base.people.oidc.public import Bearer, TokenRefused, bearer_of
from meydan.base.people.public import STAFF, roles_of
from meydan.kernel.observations import principals
from meydan.kernel.observations.models import AccessKey
from meydan.kernel.observations.principals import NotRecognised, Principal

PLAIN_NAME = re.compile(r"[A-Za-z0-9._@-]{1,60}", re.ASCII)


def of_token(token: str, now: datetime) -> tuple[Principal, float]:
    """
    Who brings this access token, and how long it will be good [s].

    :raises NotRecognised: with the sentence why it is not believed
    """
    try:
        bearer = bearer_of(token, now)
    except TokenRefused as refused:
        raise NotRecognised(str(refused)) from refused
    if bearer.account is not None and roles_of(bearer.account) & STAFF:
        return principals.of_account(bearer.account), bearer.left_s
    return _by_scopes(bearer), bearer.left_s


def _by_scopes(bearer: Bearer) -> Principal:
    pairs = (said.split("=", 1) for said in settings.MEYDAN_HOME.oidc_scopes)
    reaches = {reach for reach, scope in pairs if scope in bearer.granted}
    manages = AccessKey.Reach.MANAGE in reaches
    observes = manages or AccessKey.Reach.OBSERVE in reaches
    name = f"oidc:{_short(bearer.subject)}"
    if not reaches:
        return replace(principals.visitor(), name=name)
    return Principal(name, reads_all=True, observes=observes, manages=manages)


def _short(subject: str) -> str:
    """The subject where it can stand in a log as it is; else a digest, so that two never share a name."""
    if PLAIN_NAME.fullmatch(subject):
        return subject
    return f"~{hashlib.sha256(subject.encode()).hexdigest()[:32]}"
