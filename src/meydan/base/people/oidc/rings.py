"""Where the keys of the issuer come from: a file of the home, or the issuer itself."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection
from jwt import PyJWK

from meydan.base.connectors.public import CallFailed, Connector
from meydan.base.people.oidc import fetching
from meydan.base.people.oidc.connector import CONNECTOR
from meydan.base.people.oidc.fetching import Held
from meydan.base.people.oidc.keyset import KeySet, KeysUnreadable, read_keys
from meydan.base.people.oidc.refusals import TokenRefused, Why

log = logging.getLogger(__name__)

FRESH = timedelta(hours=1)  # keys older than this are fetched again when somebody comes with a token
ASKED_EVERY = timedelta(minutes=1)
# Tokens live for hours: an issuer that is away for a week has nobody left to speak for, but a key it has meanwhile
# given up because it was stolen would be believed for ever.
GOOD_FOR = timedelta(days=7)
WAIT_S = 2.0


class Ring(Protocol):
    """Where keys hang."""

    def find(self, kid: str | None, algorithm: str, now: datetime) -> PyJWK:
        """
        The key that a token names.

        :raises TokenRefused: if there is none
        """


class FileRing:
    """The keys in a file of the home, read again when the file changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._mark: tuple[int, int, int] | None = None
        self._keys: KeySet | None = None

    def find(self, kid: str | None, algorithm: str, now: datetime) -> PyJWK:
        """The key that a token names."""
        self._look()
        return _found(self._keys, kid, algorithm)

    def _look(self) -> None:
        """A file that cannot be read right now changes nothing: somebody is putting a new one there."""
        try:
            state = self._file.stat()
            mark = (state.st_mtime_ns, state.st_size, state.st_ino)
            if mark == self._mark:
                return
            self._mark, self._keys = mark, read_keys(self._file.read_bytes())
        except (OSError, KeysUnreadable) as fault:
            log.warning("%s: %s", self._file, fault)


class IssuerRing:
    """The keys as the issuer publishes them, kept over a restart and while it is away."""

    def __init__(self, issuer: str, kept: Path | None, connector: Connector = CONNECTOR) -> None:
        self._issuer, self._kept, self._connector = issuer, kept, connector
        self._held: Held | None = fetching.read_kept(issuer, kept)
        self._asked_at: datetime | None = None
        self._asking = threading.Lock()

    def find(self, kid: str | None, algorithm: str, now: datetime) -> PyJWK:
        """The key that a token names; an unknown one is asked for, at most once a minute."""
        keys = self._good(now)
        if (
            keys is None
            or self._held is None
            or abs(now - self._held.at) > FRESH
            or not keys.find(kid, algorithm)
        ):
            # Whoever has keys does not wait for somebody else's question.
            self._ask(now, wait_s=WAIT_S if keys is None else 0)
        return _found(self._good(now), kid, algorithm)

    def _good(self, now: datetime) -> KeySet | None:
        held = self._held
        return held.keys if held is not None and abs(now - held.at) <= GOOD_FOR else None

    def _ask(self, now: datetime, *, wait_s: float) -> None:
        # A call must not hold a transaction open; the next token will come without one.
        if connection.in_atomic_block or not self._asking.acquire(timeout=wait_s):
            return
        try:
            if self._asked_at is not None and abs(now - self._asked_at) < ASKED_EVERY:
                return
            self._asked_at = now
            self._held = fetching.fetch_keys(self._issuer, now, self._connector)
            fetching.keep(self._held, self._issuer, self._kept)
        except (CallFailed, KeysUnreadable) as fault:
            log.warning("keys of %s: %s", self._issuer, fault)
        finally:
            self._asking.release()


def _found(keys: KeySet | None, kid: str | None, algorithm: str) -> PyJWK:
    if keys is None:
        raise TokenRefused(Why.KEYS_AWAY)
    key = keys.find(kid, algorithm)
    if key is None:
        raise TokenRefused(Why.KEY_UNKNOWN)
    return key


_rings: dict[tuple[Path | None, str, str], Ring] = {}
_making = threading.Lock()


def ring() -> Ring:
    """The keys of this home's issuer; one ring for the whole process."""
    home = settings.MEYDAN_HOME
    name = (home.path, home.oidc_issuer, home.oidc_keys)
    with _making:
        if name not in _rings:
            kept = home.path / fetching.KEPT if home.path else None
            by_file = bool(home.oidc_keys)
            _rings[name] = (
                FileRing(home.folder(home.oidc_keys)) if by_file else IssuerRing(home.oidc_issuer, kept)
            )
        return _rings[name]


def forget_rings() -> None:
    """Begin again as after a restart (for tests)."""
    with _making:
        _rings.clear()
