"""Keys of machines: made once, shown once, bound and revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.observations.models import AccessKey, Datastream
from meydan.kernel.observations.principals import PREFIX, broker_hash, forget_believed


@transaction.atomic
def make_key(
    *,
    name: str,
    kind: str,
    now: datetime,
    reach: str = AccessKey.Reach.OBSERVE,
    datastreams: Iterable[Datastream] = (),
    expires_at: datetime | None = None,
    actor: Account | None = None,
) -> tuple[AccessKey, str]:
    """
    Make a key; return it with its secret, which is nowhere kept and cannot be shown again.

    :param kind: "device", bound to ``datastreams``, or "service", with its ``reach``
    """
    prefix = secrets.token_hex(5)
    secret = f"{PREFIX}_{prefix}_{secrets.token_urlsafe(32)}"
    key = AccessKey.objects.create(
        name=name, kind=kind, reach=reach, prefix=prefix, made_at=now, made_by=actor, expires_at=expires_at,
        digest=hashlib.sha256(secret.encode()).hexdigest(), broker_hash=broker_hash(secret),
    )  # fmt: skip
    key.datastreams.set(datastreams)
    _note("observations.key_made", key, actor, now)
    return key, secret


@transaction.atomic
def revoke_key(*, key_id: int, now: datetime, actor: Account | None = None) -> AccessKey:
    """Let a key be over from now on; said twice it stays over since the first time."""
    AccessKey.objects.filter(pk=key_id, revoked_at__isnull=True).update(revoked_at=now)
    key = AccessKey.objects.get(pk=key_id)
    forget_believed()
    _note("observations.key_revoked", key, actor, now)
    return key


@transaction.atomic
def bind_key(
    *, key_id: int, datastreams: Iterable[Datastream], now: datetime, actor: Account | None = None
) -> AccessKey:
    """Say to which datastreams a device key writes: these and no others."""
    key = AccessKey.objects.get(pk=key_id)
    key.datastreams.set(datastreams)
    _note("observations.key_bound", key, actor, now)
    return key


def _note(verb: str, key: AccessKey, actor: Account | None, now: datetime) -> None:
    record(
        verb=verb, actor=actor, thing=f"observations.accesskey:{key.pk}", payload={"name": key.name}, now=now
    )
