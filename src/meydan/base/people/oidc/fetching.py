"""The issuer is asked for its keys, and what it said is kept for the next start."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from meydan.base.connectors.public import Connector, fetch
from meydan.base.files.public import write_whole
from meydan.base.people.oidc.connector import CONNECTOR
from meydan.base.people.oidc.keyset import KeySet, KeysUnreadable, read_keys
from meydan.base.people.oidc.strict import strict_object

log = logging.getLogger(__name__)

DISCOVERY = "/.well-known/openid-configuration"
KEPT = "oidc/keys.json"
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Held:
    """Keys, the document they stand in, and when the issuer said so."""

    keys: KeySet
    document: str
    at: datetime


def fetch_keys(issuer: str, now: datetime, connector: Connector = CONNECTOR) -> Held:
    """
    The keys that the issuer's discovery document leads to. Two calls, five seconds each at most.

    :raises CallFailed: if the issuer is switched off, away, or may not be called
    :raises KeysUnreadable: if what it says is not to be believed
    Source: OpenID Connect Discovery 1.0, section 4.
    """
    said = discover(issuer, now, connector)
    where = said.get("jwks_uri")
    if not isinstance(where, str):
        raise KeysUnreadable("its discovery document has no jwks_uri")
    require_safe(where)
    document = fetch(connector, where, now=now).body
    return Held(read_keys(document), document.decode("utf-8"), now)


def discover(issuer: str, now: datetime, connector: Connector = CONNECTOR) -> dict[str, object]:
    """
    What an issuer says of itself.

    :raises CallFailed: if it is switched off, away, or may not be called
    :raises KeysUnreadable: if what it says is not to be believed
    """
    require_safe(issuer)
    # Without the slash at the end that some issuers carry in their name (Discovery, section 4.1).
    said = _object(fetch(connector, f"{issuer.rstrip('/')}{DISCOVERY}", now=now).body)
    if said.get("issuer") != issuer:
        raise KeysUnreadable("its discovery document speaks for another issuer")
    return said


def require_safe(address: str) -> None:
    """
    Go on only with an address that nobody on the way can change: whoever changes a key can be anybody here.

    :raises KeysUnreadable: if it is neither https nor on this machine
    """
    try:
        parts = urlsplit(address)
    except ValueError as odd:
        raise KeysUnreadable(f"{address!r} is no address") from odd
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in THIS_MACHINE):
        raise KeysUnreadable(f"keys are not fetched over {parts.scheme or 'nothing'} from {parts.hostname}")


def _object(body: bytes) -> dict[str, object]:
    try:
        return strict_object(body)
    except ValueError as odd:
        raise KeysUnreadable(f"its discovery document is not JSON: {odd}") from odd


def keep(held: Held, issuer: str, file: Path | None) -> None:
    """Write down what the issuer said; a home that cannot be written only forgets it at the next start."""
    if file is None:
        return
    said = {"issuer": issuer, "fetched_at": held.at.isoformat(), "jwks": held.document}
    try:
        write_whole(file, json.dumps(said))
    except OSError as fault:
        log.warning("%s: %s", file, fault)


def read_kept(issuer: str, file: Path | None) -> Held | None:
    """What this issuer said last, if it is known; what cannot be read is fetched anew."""
    if file is None or not file.is_file():
        return None
    try:
        said = strict_object(file.read_bytes())
        at = datetime.fromisoformat(str(said["fetched_at"]))
        if said.get("issuer") != issuer or at.tzinfo is None:
            return None
        return Held(read_keys(str(said["jwks"])), str(said["jwks"]), at)
    except (OSError, ValueError, KeyError, KeysUnreadable) as fault:
        log.warning("%s: %s", file, fault)
        return None
