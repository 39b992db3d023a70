"""Who asks at a door for machines, and what they may: one answer for HTTP, MQTT and server-sent events."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from meydan.base.people.public import STAFF, Account, Role, roles_of
from meydan.kernel.observations.models import AccessKey

PREFIX = "mk"
# A key that was revoked may still be believed this long in a process that saw it just before.
BELIEVED_S = 5.0
USED_EVERY = timedelta(minutes=10)
BROKER_ITERATIONS, BROKER_SALT_BYTES = 101, 12
# Who of the staff may change what is registered; everybody on the staff reads all of it.
MANAGERS = frozenset({str(Role.MANAGER), str(Role.ADMINISTRATOR)})


class NotRecognised(Exception):
    """The key or token is unknown, expired or revoked; nothing was done. Of a token it says why."""


class NotPermitted(Exception):
    """Who asks is known, and may not do this."""


@dataclass(frozen=True, slots=True)
class Principal:
    """
    Somebody at a door.

    :param name: for logs and for the source of observations, never a secret
    :param reads_all: sees what is not public too
    :param key_id: of a device key, whose datastreams are those it is bound to
    :param observes: may add observations everywhere
    :param manages: may change and remove what is registered
    """

    name: str
    reads_all: bool = False
    key_id: int | None = None
    observes: bool = False
    manages: bool = False

    def streams_seen(self, alias: str) -> tuple[str, list[Any]]:
        """The condition on a datastream row ``alias`` that may be seen, as SQL with its parameters."""
        if self.reads_all:
            return "", []
        if self.key_id is None:
            return f"{alias}.is_public", []
        return f"({alias}.is_public OR {alias}.id IN ({BOUND}))", [self.key_id]

    def things_seen(self, alias: str) -> tuple[str, list[Any]]:
        """The condition on a thing row ``alias`` that may be seen."""
        if self.reads_all:
            return "", []
        if self.key_id is None:
            return f"{alias}.is_public", []
        own = f"SELECT s.thing_id FROM observations_datastream s WHERE s.id IN ({BOUND})"  # noqa: S608 - fixed pieces
        return f"({alias}.is_public OR {alias}.id IN ({own}))", [self.key_id]

    def streams_written(self, alias: str) -> tuple[str, list[Any]]:
        """The condition on a datastream row ``alias`` to which observations may be added."""
        if self.observes:
            return "", []
        return (f"{alias}.id IN ({BOUND})", [self.key_id]) if self.key_id is not None else ("1 = 0", [])

    def may_observe_somewhere(self) -> bool:
        """Whether there is any datastream this one may write to."""
        return self.observes or self.key_id is not None


BOUND = "SELECT b.datastream_id FROM observations_accesskey_datastreams b WHERE b.accesskey_id = %s"
ANYONE = Principal("anyone")
# On a home that says ``open_sensorthings = true``: a bench, a class room, a conformance run.
EVERYONE_MAY = Principal("anyone", reads_all=True, observes=True, manages=True)


def visitor() -> Principal:
    """Who comes without a key."""
    return EVERYONE_MAY if getattr(settings, "MEYDAN_OPEN_SENSORTHINGS", False) else ANYONE


def of_account(account: Account) -> Principal:
    """A signed-in person: the staff reads everything, managers change what is registered."""
    roles = roles_of(account)
    if not roles & STAFF:
        return visitor()
    observes = bool(roles - {str(Role.MAYOR)})
    return Principal(
        f"account:{account.pk}", reads_all=True, observes=observes, manages=bool(roles & MANAGERS)
    )


def secret_in(authorization: str, api_key: str) -> str:
    """The key in ``X-API-Key``, in ``Authorization: Bearer`` or as the password of ``Basic``."""
    if api_key:
        return api_key.strip()
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            _, _, password = base64.b64decode(rest, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as odd:
            raise NotRecognised from odd
        return password
    return ""


_believed: dict[str, tuple[float, Principal]] = {}


def of_key(secret: str, now: datetime) -> Principal:
    """
    Who shows this key, or this access token.

    :raises NotRecognised: if there is no such key, or it is over
    """
    digest = _digest(secret)
    known = _still_believed(digest)
    if known is not None:
        return known
    found, left_s = (
        _of_token(secret, now) if _is_token(secret) else (_principal(digest, secret, now), BELIEVED_S)
    )
    if len(_believed) > 10_000:
        _believed.clear()
    _believed[digest] = (time.monotonic() + min(BELIEVED_S, left_s), found)
    return found


def believed(secret: str) -> Principal | None:
    """Who showed this key just before in this process; never touches the database."""
    return _still_believed(_digest(secret))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _still_believed(name: str) -> Principal | None:
    known = _believed.get(name)
    return known[1] if known is not None and known[0] > time.monotonic() else None


def _is_token(secret: str) -> bool:
    """Whether this has the three parts of an access token, on a home that believes an issuer."""
    has_parts = secret.count(".") == 2 and not secret.startswith(f"{PREFIX}_")
    return has_parts and bool(settings.MEYDAN_HOME.oidc_issuer)


def _of_token(secret: str, now: datetime) -> tuple[Principal, float]:
    # Loaded with the first token: what checks signatures costs a fifth of a second that most starts need not pay.
    from meydan.kernel.observations import tokens

    return tokens.of_token(secret, now)


def of_prefix(prefix: str, now: datetime) -> Principal:
    """
    Who a key belongs to whose secret somebody else has checked: a broker, with our password file.

    :raises NotRecognised: if there is no such key, or it is over
    """
    known = _still_believed(f"prefix:{prefix}")
    if known is not None:
        return known
    key = _keys_now(now).filter(prefix=prefix).first()
    if key is None:
        raise NotRecognised
    found = _of_row(key, now)
    _believed[f"prefix:{prefix}"] = (time.monotonic() + BELIEVED_S, found)
    return found


def challenge(unknown: NotRecognised) -> str:
    """What ``WWW-Authenticate`` says to whoever was not recognised (RFC 6750, section 3)."""
    why = f', error_description="{unknown}"' if str(unknown) else ""
    return f'Bearer realm="SensorThings", error="invalid_token"{why}'


def forget_believed() -> None:
    """Ask the database again at the next request: after a key was changed in this process."""
    _believed.clear()


def _keys_now(now: datetime) -> QuerySet[AccessKey]:
    return AccessKey.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True
    )


def _principal(digest: str, secret: str, now: datetime) -> Principal:
    parts = secret.split("_", 2)
    if len(parts) != 3 or parts[0] != PREFIX:
        raise NotRecognised
    key = _keys_now(now).filter(prefix=parts[1]).first()
    if key is None or not hmac.compare_digest(key.digest, digest):
        raise NotRecognised
    if not key.broker_hash:
        AccessKey.objects.filter(pk=key.pk).update(broker_hash=broker_hash(secret))
    return _of_row(key, now)


def _of_row(key: AccessKey, now: datetime) -> Principal:
    if key.used_at is None or now - key.used_at > USED_EVERY:
        AccessKey.objects.filter(pk=key.pk).update(used_at=now)
    name = f"key:{key.prefix}"
    if key.kind == AccessKey.Kind.DEVICE:
        return Principal(name, key_id=key.pk)
    manages = key.reach == AccessKey.Reach.MANAGE
    return Principal(
        name, reads_all=True, observes=manages or key.reach == AccessKey.Reach.OBSERVE, manages=manages
    )


def broker_hash(secret: str) -> str:
    """
    A secret as mosquitto keeps it in its password file: ``$7$iterations$salt$hash``, PBKDF2 with SHA-512.

    A hundred and one iterations, as mosquitto's own tool writes, are enough for 256 random bits.
    """
    salt = secrets.token_bytes(BROKER_SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, BROKER_ITERATIONS)
    said = (base64.b64encode(part).decode() for part in (salt, digest))
    return f"$7${BROKER_ITERATIONS}${'$'.join(said)}"
