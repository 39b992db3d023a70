"""Pages of the guide."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.kernel.places import public as places
from meydan.kernel.places.public import Occurrence, Place
from meydan.site.guide.formats import FORMATS
from meydan.site.guide.here import surroundings
from meydan.site.guide.listing import Listing, read_wish
from meydan.site.guide.words import GROUND, facts_of

NEARBY = 6
NEARBY_M = 800.0
STATES = {"duty": "good", "cut": "bad", "closure": "watch", "works": "watch", "event": "plain"}


@public_page
@require_GET
def city_map(request: HttpRequest) -> HttpResponse:
    """The map and its equal list."""
    wish = read_wish(request.GET)
    listing = Listing(wish)
    page = listing.places(request.GET.get("page", 1))
    lon, lat = wish.near or current().centre
    return render(
        request,
        "guide/map.html",
        {
            "listing": listing,
            "wish": wish,
            "places": page,
            "items": [_item(one) for one in page] if listing.wish.words or listing.wish.near else [],
            "lon": lon,
            "lat": lat,
            "codes": ",".join(layer.code for layer in listing.chosen),
            "is_sample": any(layer.is_sample for layer in listing.chosen),
            "sources": _sources(listing.chosen),
            "now_here": _told(places.occurrences(at=timezone.now(), limit=6)) if not listing.is_asked else [],
        },
    )


@public_page
@require_GET
def as_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as a file, at most two thousand places."""
    if kind not in FORMATS:
        raise Http404(kind)
    content_type, write = FORMATS[kind]
    answer = HttpResponse(write(Listing(read_wish(request.GET)).every()), content_type=content_type)
    answer["Content-Disposition"] = f'inline; filename="places.{kind}"'
    return answer


@public_page
@require_GET
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place."""
    one = places.place(pk) if pk < 2**63 else None
    if one is None or not one.layer.is_public:
        raise Http404(str(pk))
    codes = [layer.code for layer in places.layers() if layer.place_count and layer.code not in GROUND]
    near = places.nearest(one.lon, one.lat, codes, 4 * NEARBY, NEARBY_M)
    return render(
        request,
        "guide/place.html",
        {
            "place": one,
            "facts": facts_of(one, current().country),
            "happening": _told(places.occurrences(at=timezone.now(), place=one)),
            "nearby": [n for n in near if n.place.pk != one.pk and n.place.names][:NEARBY],
            "item": [{**_item(one), "current": True}],
            "map_layers": one.layer.code if one.layer.geometry != "point" else "",
            "report": f"/report/?place={one.pk}",
            "source": _isolated(one.layer.source),
            "address": request.build_absolute_uri(reverse("guide:place", args=[one.pk])),
        },
    )


@public_page
@require_GET
def here(request: HttpRequest) -> HttpResponse:
    """My street: what happens around an address."""
    words = request.GET.get("q", "").strip()[:200]
    found = surroundings(words, timezone.now()) if words else None
    if words and found is None and (meant := places.did_you_mean(words)):
        return redirect(f"{reverse('guide:here')}?{urlencode({'q': meant})}")
    told = _told(found.happening) if found else []
    everywhere = [] if words else _told(places.occurrences(at=timezone.now(), limit=6))
    return render(
        request,
        "guide/here.html",
        {"words": words, "here": found, "happening": told, "everywhere": everywhere},
    )


def _item(one: Place) -> dict[str, Any]:
    return {
        "lon": one.lon,
        "lat": one.lat,
        "title": one.name,
        "detail": one.address,
        "href": reverse("guide:place", args=[one.pk]),
    }


def _told(found: list[Occurrence]) -> list[dict[str, Any]]:
    return [
        {
            "it": one,
            "state": STATES[one.kind],
            "word": one.get_kind_display(),
            "where": (one.place.name if one.place.names else one.place.address) if one.place else "",
        }
        for one in found
    ]


def _sources(layers: list[Any]) -> list[str]:
    told = [
        f"{layer.source} ({layer.licence})" if layer.licence else layer.source
        for layer in layers
        if layer.source
    ]
    return [_isolated(line) for line in dict.fromkeys(told)]


def _isolated(line: str) -> str:
    # A Latin line in a Persian page would have its sign thrown to the other end.
    return f"\u2066{line}\u2069" if line else ""
