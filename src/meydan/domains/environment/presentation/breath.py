"""How well the air of the valley moves, in words, with the proxy named."""

from __future__ import annotations

from meydan.domains.environment.queries.snapshot import Snapshot


def breath_of(seen: Snapshot) -> None:
    return None
