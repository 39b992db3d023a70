"""Reads the copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Avg, Count, Q, QuerySet

from meydan.domains.federation.engine.pace import STALE_AFTER
from meydan.domains.federation.models import City, CityAction, CityIndicator, CityLayer, Document, Harvest

MOST_FEATURED = 4


@dataclass(frozen=True)
class Counts:
    """How the actions of a plan stand."""

    all: int = 0
    under_way: int = 0
    late: int = 0
    done: int = 0
    planned: int = 0
    mean_percent: float = 0.0
    sample: int = 0


@dataclass(frozen=True)
class Copy:
    """How good our copy of a city is."""

    read_at: datetime | None  # the age of its oldest part
    is_stale: bool
    faults: list[Document] = field(default_factory=list)
    left_out: int = 0


def listed() -> QuerySet[City]:
    """The cities of this portal, in their order."""
    return City.objects.filter(is_listed=True).order_by("order", "pk")


def counts_of(cities: Iterable[City]) -> dict[int, Counts]:
    """How each city's actions stand, in one query."""
    late = Q(days_late__gt=0)
    rows = (
        CityAction.objects.filter(city__in=list(cities))
        .values("city")
        .annotate(
            all=Count("pk"),
            late=Count("pk", filter=late),
            done=Count("pk", filter=Q(state="done") & ~late),
            planned=Count("pk", filter=Q(state="planned") & ~late),
            mean=Avg("progress_percent"),
            sample=Count("pk", filter=Q(is_sample=True)),
        )
        .order_by("city")
    )
    return {
        row["city"]: Counts(
            row["all"], row["all"] - row["late"] - row["done"] - row["planned"],
            row["late"], row["done"], row["planned"], row["mean"] or 0.0, row["sample"],
        )
        for row in rows
    }  # fmt: skip


def copies_of(cities: Sequence[City], now: datetime) -> dict[int, Copy]:
    """How fresh and how whole each city's copy is, in one query."""
    held: dict[int, list[Document]] = defaultdict(list)
    for document in Document.objects.filter(city__in=cities).defer("body").order_by("kind"):
        held[document.city_id].append(document)
    return {city.pk: _copy(held[city.pk], now) for city in cities}


def _copy(documents: list[Document], now: datetime) -> Copy:
    main = [d for d in documents if d.kind in ("city", "plan", "indicators", "layers")]
    read = [d.fetched_at for d in main if d.fetched_at is not None]
    read_at = min(read) if read else None
    is_stale = read_at is not None and now - read_at > STALE_AFTER
    return Copy(read_at, is_stale, [d for d in documents if d.fault], sum(d.left_out for d in documents))


def indicators_of(cities: Iterable[City]) -> dict[int, list[CityIndicator]]:
    """Every city's indicators in its own order, in one query."""
    found: dict[int, list[CityIndicator]] = defaultdict(list)
    for row in CityIndicator.objects.filter(city__in=list(cities)).order_by("city", "order", "pk"):
        found[row.city_id].append(row)
    return found


def featured(indicators: dict[int, list[CityIndicator]]) -> list[str]:
    """A few codes for the front page: those that most cities have a value for, in the first city's order."""
    have: dict[str, int] = defaultdict(int)
    for rows in indicators.values():
        for row in rows:
            have[row.code] += row.value is not None
    order = {code: place for place, code in enumerate(have)}
    chosen = sorted((code for code in have if have[code]), key=lambda code: (-have[code], order[code]))
    return chosen[:MOST_FEATURED]


def city_named(key: str) -> City:
    """
    A listed city that has said who it is.

    :raises City.DoesNotExist: if there is none of that key
    """
    return City.objects.get(key=key, is_listed=True, is_known=True)


def actions_of(city: City) -> list[CityAction]:
    """A city's actions in the plan's order."""
    return list(city.actions.order_by("order", "pk"))


def layers_of(city: City) -> list[CityLayer]:
    """A city's public layers that hold something."""
    return list(city.layers.filter(count__gt=0).order_by("order", "pk"))


def points_of(city: City) -> dict[str, list[tuple[float, float, dict[str, str]]]]:
    """The copied points by layer: longitude, latitude, names."""
    rows = city.documents.filter(kind__startswith="places:", body__isnull=False).order_by("kind")
    return {
        row.kind.partition(":")[2]: [tuple(p) for p in (row.body or {}).get("points", [])] for row in rows
    }


def visits(limit: int = 50) -> list[Harvest]:
    """The latest visits, newest first."""
    return list(Harvest.objects.select_related("city").order_by("-at", "-pk")[:limit])
