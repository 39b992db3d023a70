"""A city with the sandbox beside it: the real service on a port of this machine, spoken with over HTTP."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from meydan.base.connectors import home_settings
from meydan.base.payments.operations.orders import Fee, open_order
from meydan.base.payments.sandbox.service import SandboxServer

SECRET = "whsec_" + base64.b64encode(b"a secret of the demonstration, 24 bytes or more").decode()
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@contextmanager
def sandbox(monkeypatch) -> Iterator[SandboxServer]:
    """The sandbox at work, and this home switched to it."""
    server = SandboxServer(0, SECRET, now_s=NOW.timestamp)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told = {"payments": {"sandbox": {"enabled": True, "url": server.url, "secret": SECRET}}}
    monkeypatch.setattr(home_settings, "_home_table", lambda code: home_settings._table(told, code))
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def order(key: str = "cases.case:1:fee", amount_minor: int = 35_000, currency: str = "TRY", **more):
    """A fee of 350 lira."""
    facts = {
        "thing": "cases.case:1",
        "thing_code": "GM-7K2Q-X9",
        "names": {"tr": "Numarataj belgesi", "fa": "گواهی پلاک", "en": "Address certificate"},
        "language": "tr",
    }
    return open_order(
        fee=Fee(key=key, amount_minor=amount_minor, currency=currency, **{**facts, **more}), now=NOW
    )
