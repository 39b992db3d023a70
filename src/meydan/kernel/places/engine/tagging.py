"""Which OpenStreetMap tags put a thing on which layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KEPT = (
    "amenity", "shop", "tourism", "leisure", "highway", "building", "healthcare", "cuisine", "religion",
    "phone", "contact:phone", "website", "contact:website", "email", "opening_hours", "operator",
    "wheelchair", "capacity", "emergency", "surface", "lanes", "maxspeed", "oneway", "height",
    "building:levels", "ele", "admin_level", "place", "population", "ref", "historic", "access", "fee",
    "addr:street", "addr:housenumber", "addr:postcode", "addr:city",
)  # fmt: skip


@dataclass(frozen=True)
class TagFilter:
    """``amenity=pharmacy|shop=chemist``: any of the parts; within a part ``;`` asks for all."""

    parts: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def keys(self) -> set[str]:
        """The first key of each part: without one of them nothing matches."""
        return {part[0][0] for part in self.parts}

    def matches(self, tags: Mapping[str, str]) -> bool:
        """Say whether these tags put a thing on the layer."""
        return any(
            all(key in tags and value in ("*", tags[key]) and tags[key] != "no" for key, value in part)
            for part in self.parts
        )


def read_filter(text: str) -> TagFilter:
    """
    Read a filter of ``layers.csv``.

    :raises ValueError: when a part is not ``key=value``
    """
    parts = []
    for part in filter(None, (piece.strip() for piece in text.split("|"))):
        pairs = []
        for pair in part.split(";"):
            key, sign, value = pair.strip().partition("=")
            if not (key and sign and value):
                raise ValueError(f"{pair!r} is not key=value")
            pairs.append((key, value))
        parts.append(tuple(pairs))
    return TagFilter(tuple(parts))


def names_of(tags: Mapping[str, str], local: str) -> dict[str, str]:
    """Return names by language; the plain name is in the city's own language unless that is named too."""
    names = {code: tags[f"name:{code}"] for code in ("tr", "fa", "en") if tags.get(f"name:{code}")}
    if tags.get("name"):
        names.setdefault(local, tags["name"])
    if not names and tags.get("addr:housenumber") and address_of(tags):
        names[local] = address_of(tags)
    return names


def address_of(tags: Mapping[str, str]) -> str:
    """Return street and house number as one line."""
    street = tags.get("addr:street") or tags.get("addr:place") or ""
    return f"{street} {tags.get('addr:housenumber', '')}".strip()


def kept_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags worth keeping with a place."""
    return {key: tags[key] for key in KEPT if key in tags}
