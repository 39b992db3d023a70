"""Search by name and address, in any of the languages and spellings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from meydan.base.locale.public import fold
from meydan.kernel.places.engine.distance import metres_per_degree
from meydan.kernel.places.models import Layer, Place
from meydan.kernel.places.queries import layer_ids, places_of_ids
from meydan.kernel.places.rows import words_of
from meydan.kernel.places.stores.choice import store

CANDIDATES = 80
MOST_WORDS = 8
WORD_POOL = 5000
ALIKE = 70.0  # rapidfuzz ratio from which a word may have been meant


@dataclass(frozen=True)
class Found:
    """A place that answers, and how well: 0 to 100."""

    place: Place
    score: float


def search(
    text: str,
    layers: Sequence[str] | None = None,
    limit: int = 20,
    near: tuple[float, float] | None = None,
) -> list[Found]:
    """
    Return the places whose names or address hold every word, best first.

    :param layers: codes; None means every public layer
    :param near: longitude and latitude; among equals the nearer comes first
    """
    words = words_of(fold(text))[:MOST_WORDS]
    if not words:
        return []
    wanted = None if layers is None else list(layer_ids(layers).values())
    index = store()
    ids = index.matching(words, wanted, CANDIDATES, first=True)
    if len(ids) < CANDIDATES:
        ids += index.matching(words, wanted, CANDIDATES, first=False)
    found = [
        p for p in places_of_ids(list(dict.fromkeys(ids))).values() if wanted is not None or p.layer.is_public
    ]
    scored = [Found(p, _score(words, p, near)) for p in found]
    return sorted(scored, key=lambda f: (-f.score, f.place.pk))[:limit]


def did_you_mean(text: str) -> str:
    """Return the text with unknown words replaced by the nearest known ones; empty when nothing is near."""
    words = words_of(fold(text))[:MOST_WORDS]
    corrected = [_nearest_word(word) for word in words]
    return " ".join(corrected) if corrected != words and all(corrected) else ""


def matching_layers(text: str) -> list[Layer]:
    """Return public layers whose name begins with the words: "pharmacies", "eczaneler"."""
    words = words_of(fold(text))
    if not words:
        return []
    known = Layer.objects.filter(is_public=True).order_by("order", "code")
    return [one for one in known if any(_begins(words, name) for name in one.names.values())]


def area_named(text: str, layers: Sequence[str] | None = None) -> Place | None:
    """Return the area (neighbourhood, district) that the text names best."""
    codes = layers or list(
        Layer.objects.filter(geometry="area").order_by("code").values_list("code", flat=True)
    )
    found = search(text, layers=codes, limit=1)
    return found[0].place if found else None


def _begins(words: list[str], name: str) -> bool:
    own = words_of(fold(name))
    return all(any(mine.startswith(word) for mine in own) for word in words)


def _score(words: list[str], place: Place, near: tuple[float, float] | None) -> float:
    asked = " ".join(words)
    names = [" ".join(words_of(fold(name))) for name in place.names.values() if name]
    best = max((fuzz.WRatio(asked, name) for name in names), default=0.0)
    exact = 8.0 if asked in names else 0.0
    begins = 4.0 if any(name.startswith(asked) for name in names) else 0.0
    score = (
        0.8 * max(best, 0.8 * fuzz.token_set_ratio(asked, place.search_text))
        + exact
        + begins
        + place.tier / 4
    )
    if near is None:
        return score
    east, north = metres_per_degree(near[1])
    metres = ((place.lon - near[0]) ** 2 * east**2 + (place.lat - near[1]) ** 2 * north**2) ** 0.5
    return float(score - min(metres / 1000.0, 10.0))


def _nearest_word(word: str) -> str:
    index = store()
    if len(word) < 3 or index.matching([word], None, 1, first=False):
        return word
    pool = index.similar_words(word, WORD_POOL)
    best = process.extractOne(word, pool, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return best[0] if best else ""
