"""The guide's list: which layers, which neighbourhood, what words, near where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import shapely
from django.core.paginator import Page, Paginator
from django.db.models import Case, QuerySet, When
from django.http import QueryDict

from meydan.base.locale.public import collation_key, current_language, to_latin_digits
from meydan.kernel.places import public as places
from meydan.kernel.places.public import Layer, Place
from meydan.site.guide.words import THEMES, theme_label, theme_of

A_PAGE = 25
MOST = 2000  # places in a list that is worked out in memory
NEIGHBOURHOODS = "neighbourhoods"


@dataclass(frozen=True)
class Theme:
    """A theme with its layers."""

    label: str
    layers: list[Layer]


@dataclass(frozen=True)
class Wish:
    """What the address of the page asks for."""

    layers: tuple[str, ...] = ()
    area: int | None = None
    words: str = ""
    near: tuple[float, float] | None = None

    @property
    def query(self) -> str:
        """The wish as a query string, without the page."""
        pairs = [("layers", code) for code in self.layers]
        if self.area:
            pairs.append(("area", str(self.area)))
        if self.words:
            pairs.append(("q", self.words))
        if self.near:
            pairs.append(("near", f"{self.near[0]},{self.near[1]}"))
        return urlencode(pairs)


def read_wish(query: QueryDict) -> Wish:
    """Read the query; what cannot be read is left out, so that an old link still shows something."""
    codes = [code for value in query.getlist("layers") for code in value.split(",") if code]
    area = to_latin_digits(query.get("area", ""))
    return Wish(
        tuple(dict.fromkeys(codes))[:20],
        int(area) if area.isdecimal() and len(area) < 18 else None,
        query.get("q", "").strip()[:200],
        _point(query.get("near", "")),
    )


def _point(raw: str) -> tuple[float, float] | None:
    try:
        lon, lat = (float(part) for part in to_latin_digits(raw).split(","))
    except ValueError:
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


class KnownLength(Paginator):  # type: ignore[type-arg]  # Django leaves it unsubscriptable at run time
    """A paginator that need not count: the layers already know."""

    def __init__(self, rows: QuerySet[Place], length: int) -> None:
        super().__init__(rows, A_PAGE)
        self.count = length


class Listing:
    """The places that answer a wish."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish

    @cached_property
    def all_layers(self) -> list[Layer]:
        """Every public layer that holds something."""
        return [layer for layer in places.layers() if layer.place_count]

    @cached_property
    def chosen(self) -> list[Layer]:
        """The layers asked for."""
        return [layer for layer in self.all_layers if layer.code in self.wish.layers]

    @cached_property
    def themes(self) -> list[Theme]:
        """All layers by theme, what people need daily first."""
        grouped: dict[str, list[Layer]] = {theme: [] for theme in (*THEMES, "")}
        for layer in self.all_layers:
            grouped[theme_of(layer)].append(layer)
        return [Theme(theme_label(theme), layers) for theme, layers in grouped.items() if layers]

    @cached_property
    def areas(self) -> list[Place]:
        """The neighbourhoods one may choose, in the reader's alphabet."""
        found = places.places_of([NEIGHBOURHOODS]).exclude(names={}).defer("geometry", "properties")[:MOST]
        return sorted(found, key=lambda area: (collation_key(area.name, current_language()), area.pk))

    @cached_property
    def area(self) -> Place | None:
        """The neighbourhood asked for."""
        return places.place(self.wish.area) if self.wish.area else None

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to list."""
        return bool(self.chosen or self.wish.words)

    def places(self, number: str | int = 1) -> Page[Place]:
        """One page of the list."""
        if self._by_table:
            rows = self._rows([layer.code for layer in self.chosen])
            return KnownLength(rows, sum(layer.place_count for layer in self.chosen)).get_page(number)
        return Paginator(self.every(), A_PAGE).get_page(number)

    def every(self, most: int = MOST) -> list[Place]:
        """The whole list, bounded."""
        codes = [layer.code for layer in self.chosen]
        if not self.is_asked:
            return []
        if self.wish.words:
            found = [f.place for f in places.search(self.wish.words, codes or None, 200, self.wish.near)]
        elif self.wish.near:
            found = [n.place for n in places.nearest(*self.wish.near, codes, 200, 20_000.0)]
        elif self.area:
            bounds = self.area.shape().bounds
            found = sorted(places.places_in(bounds, codes, most), key=lambda p: (p.search_text, p.pk))
        else:
            return list(self._rows(codes)[:most])
        return self._inside(found)[:most]

    @property
    def _by_table(self) -> bool:
        return not (self.wish.words or self.wish.near or self.area)

    def _rows(self, codes: Sequence[str]) -> QuerySet[Place]:
        # Places without a name come last: nobody looks for them first.
        unnamed = Case(When(search_text="", then=1), default=0)
        return places.places_of(codes).order_by(unnamed, "search_text", "pk")

    def _inside(self, found: list[Place]) -> list[Place]:
        if self.area is None:
            return found
        shape = self.area.shape()
        shapely.prepare(shape)
        return [p for p in found if shape.covers(shapely.Point(p.lon, p.lat))]
