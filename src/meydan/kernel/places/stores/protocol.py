"""What the room asks of a database beyond tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

Box = tuple[float, float, float, float]

COLUMNS = (
    "layer_id", "key", "names", "properties", "address", "geometry", "lon", "lat",
    "west", "south", "east", "north", "tier", "rank", "search_text", "digest",
    "valid_from", "valid_to", "is_sample", "updated_at",
)  # fmt: skip


def about(word: str) -> tuple[int, int]:
    """Between which lengths a word may lie that was meant by this one: short words seldom lose two letters."""
    slack = 1 if len(word) < 6 else 2
    return len(word) - slack, len(word) + slack


class PlaceStore(Protocol):
    """Bulk writes, the geometry index and the word index."""

    def insert(self, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows of ``COLUMNS`` values; both indexes follow by themselves."""

    def update(self, rows: Sequence[Sequence[Any]]) -> None:
        """Overwrite rows of ``COLUMNS`` values followed by the id."""

    def in_box(
        self, box: Box, layer_ids: Sequence[int], tiers: tuple[int, int], limit: int
    ) -> list[tuple[int, int, int]]:
        """Return (id, layer id, rank) of places whose box meets ``box``, in no order, at most ``limit``."""

    def matching(
        self, words: Sequence[str], layer_ids: Sequence[int] | None, limit: int, *, first: bool
    ) -> list[int]:
        """Return ids whose text holds every word as a prefix; ``first`` asks that the text begin so."""

    def similar_words(self, word: str, limit: int) -> list[str]:
        """Return indexed words that might be meant by ``word``; the caller ranks them."""
