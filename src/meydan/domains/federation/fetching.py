"""One document from one city: asked for, bounded, judged. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meydan.base.connectors.public import (
    AnswerRefused,
    AnswerTooLarge,
    CallFailed,
    CallRefused,
    CallTimedOut,
    CircuitOpen,
    Connector,
    ConnectorOff,
    fetch,
)
from meydan.domains.federation.engine.reading import DocumentRefused, opened

KILO = 1024
LIMITS = {"city": 64 * KILO, "plan": 2048 * KILO, "indicators": 2048 * KILO, "layers": 256 * KILO}
POINTS_LIMIT = 4096 * KILO
FAULTS: dict[type[CallFailed], str] = {
    AnswerRefused: "error",
    AnswerTooLarge: "too_large",
    CallRefused: "refused",
    CallTimedOut: "timed_out",
    ConnectorOff: "off",
    CircuitOpen: "resting",
}


@dataclass(frozen=True)
class Got:
    """What became of one question: a new document, word that ours is current, or a fault."""

    kind: str
    document: dict[str, Any] | None = None
    etag: str = ""
    fault: str = ""
    detail: str = ""
    until: datetime | None = None  # a city at rest is not asked before

    @property
    def is_current(self) -> bool:
        """Our copy is the newest there is."""
        return not self.fault and self.document is None


def path_of(kind: str) -> str:
    """Where a document stands; the addresses are ours to know, a peer cannot send us elsewhere."""
    name, _, layer = kind.partition(":")
    return f"/feed/places/{layer}.geojson" if name == "places" else f"/feed/{name}.json"


def ask(connector: Connector, address: str, kind: str, *, key: str, etag: str, now: datetime) -> Got:
    """Ask a city for a document; every misfortune becomes a fault, none an exception."""
    limit = LIMITS.get(kind, POINTS_LIMIT)
    try:
        answer = fetch(connector, f"{address}{path_of(kind)}", etag=etag, max_bytes=limit, now=now)
        if answer.not_modified:
            return Got(kind, etag=etag)
        return Got(kind, opened(answer.body, key=key), answer.etag[:200])
    except DocumentRefused as refusal:
        return Got(kind, fault=refusal.fault, detail=refusal.detail)
    except CircuitOpen as rest:
        return Got(kind, fault="resting", detail=str(rest), until=rest.until)
    except CallFailed as failure:
        return Got(kind, fault=FAULTS.get(type(failure), "not_reached"), detail=str(failure)[:300])
