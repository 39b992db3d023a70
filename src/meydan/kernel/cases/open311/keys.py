"""Keys of programs that may report through the door."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.cases.models import Open311Key
from meydan.kernel.cases.open311.faults import Fault

MARK = "o311"
# So often at most a key's last use is written down.
USED_EVERY = timedelta(minutes=10)


@transaction.atomic
def make_key(*, name: str, now: datetime, actor: Account | None = None) -> tuple[Open311Key, str]:
    """Make a key; return it with its secret, which is nowhere kept and cannot be shown again."""
    prefix = secrets.token_hex(5)
    secret = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    key = Open311Key.objects.create(
        name=name, prefix=prefix, digest=_digest(secret), made_by=actor, made_at=now
    )
    record(verb="cases.open311_key_made", actor=actor, thing="", payload={"key": prefix}, now=now)
    return key, secret


@transaction.atomic
def revoke_key(*, key_id: int, now: datetime, actor: Account | None = None) -> Open311Key:
    """Let a key be over from now on; said twice it stays over since the first time."""
    Open311Key.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=now)
    key = Open311Key.objects.get(pk=key_id)
    record(verb="cases.open311_key_revoked", actor=actor, thing="", payload={"key": key.prefix}, now=now)
    return key


def key_shown(secret: str, now: datetime) -> Open311Key:
    """
    Return the key whose secret was shown.

    :raises Fault: 403, if none was shown, or none that opens anything
    """
    parts = secret.split("_", 2)
    key = None
    if len(parts) == 3 and parts[0] == MARK:
        key = Open311Key.objects.filter(prefix=parts[1], revoked_at=None).first()
    if key is None or not hmac.compare_digest(key.digest, _digest(secret)):
        raise Fault(403, "api_key is missing or not known. Discovery says where to ask for one.")
    unused = Q(used_at=None) | Q(used_at__lt=now - USED_EVERY)
    Open311Key.objects.filter(unused, pk=key.pk).update(used_at=now)
    return key


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
