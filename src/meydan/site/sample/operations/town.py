"""Builds the town that the pack describes and stores its layers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from meydan.base.packs.public import Pack
from meydan.kernel.places.public import PlaceRow, ensure_layer, layer, store_places
from meydan.site.sample.engine.feature import Feature
from meydan.site.sample.engine.spec import TownSpec
from meydan.site.sample.engine.town import Town, build

Say = Callable[[str], object]
# Every list that a sign may ask for; ``shops:bakery`` is the rows of ``shops`` whose kind is bakery.
KINDS = (
    "streets", "streets:main", "neighbourhoods", "pharmacies", "parks", "stops",
    "schools:primary", "public_buildings:mosque",
    "shops:bakery", "shops:supermarket", "shops:restaurant", "shops:cafe", "shops:hotel", "shops:fuel",
)  # fmt: skip
FALLBACK = ("Centre", "Market", "Bridge", "Mill", "Garden", "Station", "Hill", "River", "School", "Castle")


def spec_of(pack: Pack, seed: int | None = None) -> TownSpec:
    """What the generator must be told, from ``sample.toml`` and ``names/`` of the pack."""
    shape = pack.document("sample")
    names = {kind: names_of(pack, kind) for kind in KINDS}
    names["streets"] = names["streets"] or list(FALLBACK)
    text = shape.get("text", {})
    names["rivers"], names["town"] = [text.get("river", "River")], [text.get("town", pack.id)]
    numbers = {
        key: shape[key]
        for key in ("length_m", "width_m", "bearing_deg", "meander_m", "floors_centre", "parcel_style")
        if key in shape
    }
    return TownSpec(
        seed=seed if seed is not None else int(shape.get("seed", 1)),
        centre=(pack.centre[0], pack.centre[1]),
        language=pack.default_language,
        names=names,
        patterns=pack.document("names/patterns"),
        **numbers,
    )


def names_of(pack: Pack, kind: str) -> list[str]:
    """
    The plain names of a kind: what is left of "Fındık Sokağı" when the sign brings its own "Sokak".

    Names that differ only by such words count once.
    """
    table, _, only = kind.partition(":")
    words = pack.document("names/patterns").get("generic_words", [])
    rows = [
        row
        for row in pack.table(f"names/{table}")
        if row.get("name") and (not only or row.get("kind") == only)
    ]
    return list(dict.fromkeys(_without(row["name"], words) for row in rows))


def _without(name: str, words: list[str]) -> str:
    for word in words:
        if name.startswith(f"{word} "):
            return name.removeprefix(f"{word} ")
        if name.endswith(f" {word}"):
            return name.removesuffix(f" {word}")
    return name


def build_town(pack: Pack, seed: int | None = None) -> Town:
    """Build the pack's town; nothing is stored."""
    return build(spec_of(pack, seed))


@transaction.atomic
def store_town(*, town: Town, now: datetime, say: Say = lambda line: None) -> dict[str, int]:
    """Store every layer of the town, in one transaction; returns how many places each layer got."""
    by_layer: dict[str, list[Feature]] = defaultdict(list)
    for feature in town.features:
        by_layer[feature.layer].append(feature)
    counts = {}
    for code, features in by_layer.items():
        kept = layer(code) or ensure_layer(code=code, names={"en": code}, geometry="any", is_sample=True)
        report = store_places(
            layer=kept, rows=[_row(feature) for feature in features], is_sample=True, now=now, replace=True
        )
        counts[code] = report.stored + report.changed + report.unchanged
        say(f"  {code}: {counts[code]}")
    return counts


def _row(feature: Feature) -> PlaceRow:
    return PlaceRow(
        key=f"sample:{feature.key}",
        names=feature.names,
        geometry=feature.geometry,
        properties=feature.properties,
        address=feature.address,
    )
