"""Who may push payloads: machines with a key, never a browser with a cookie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from meydan.kernel.observations.models import AccessKey
from meydan.kernel.observations.principals import NotPermitted, NotRecognised, of_key, secret_in, visitor


@dataclass(frozen=True)
class Sender:
    """
    A machine that was let in.

    :param name: for the source of observations, never a secret
    :param only: the datastreams it may write to; ``None`` for all
    """

    name: str
    only: frozenset[int] | None


def may_push(request: HttpRequest, now: datetime) -> Sender:
    """
    Who sends this.

    :raises NotRecognised: without a key that counts
    :raises NotPermitted: with a key that adds no observations
    """
    secret = secret_in(request.headers.get("Authorization", ""), request.headers.get("X-API-Key", ""))
    principal = of_key(secret, now) if secret else visitor()
    if not secret and not principal.observes:
        raise NotRecognised
    if not principal.may_observe_somewhere():
        raise NotPermitted
    if principal.observes or principal.key_id is None:
        return Sender(principal.name, None)
    bound = AccessKey.datastreams.through.objects.filter(accesskey_id=principal.key_id)
    return Sender(principal.name, frozenset(bound.values_list("datastream_id", flat=True)))
