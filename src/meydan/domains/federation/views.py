"""The pages of the portal."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from meydan.base.locale.public import text
from meydan.base.people.public import public_page, staff_page
from meydan.domains.federation import feeds, presentation, queries
from meydan.domains.federation.models import City
from meydan.domains.federation.policies import visit_policy
from meydan.domains.federation.presentation import Card

MOST_SIDE_BY_SIDE = 4
encode = msgspec.json.Encoder().encode


@public_page
def front(request: HttpRequest) -> HttpResponse:
    """Every city with its promises, a few figures and the age of what we hold."""
    now = timezone.now()
    cities = list(queries.listed())
    demo = settings.MEYDAN_DEMO or any(city.is_demo for city in cities)
    context = {"cards": _cards(cities, now), "demo": demo}
    return render(request, "federation/front.html", context)


def _cards(cities: list[City], now: datetime) -> list[Card]:
    counts, copies = queries.counts_of(cities), queries.copies_of(cities, now)
    indicators = queries.indicators_of(cities)
    codes = queries.featured(indicators)
    cards = []
    for city in cities:
        rows = {row.code: row for row in indicators.get(city.pk, [])}
        figures = [presentation.figure(rows[code], city) for code in codes if code in rows]
        href = reverse("federation:city", args=[city.key]) if city.is_known else ""
        cards.append(
            Card(
                city, text(city.names) or city.address, href, presentation.language_names(city.languages),
                counts.get(city.pk, queries.Counts()), figures, copies[city.pk],
                *presentation.freshness(copies[city.pk]),
            )
        )  # fmt: skip
    return cards


@public_page
def city(request: HttpRequest, key: str) -> HttpResponse:
    """One city: its plan, its figures, its map, and the way to its own pages."""
    now = timezone.now()
    try:
        held = queries.city_named(key)
    except City.DoesNotExist as missing:
        raise Http404 from missing
    copy = queries.copies_of([held], now)[held.pk]
    layers = queries.layers_of(held)
    rows = queries.indicators_of([held]).get(held.pk, [])
    shown = [presentation.figure(row, held) for row in rows if row.value is not None]
    actions = queries.actions_of(held)
    layers_mapped = presentation.mapped(layers, queries.points_of(held))
    state, word = presentation.freshness(copy)
    context = {
        "city": held,
        "name": text(held.names),
        "copy": copy,
        "copy_state": state,
        "copy_word": word,
        "languages": presentation.language_names(held.languages),
        "counts": queries.counts_of([held]).get(held.pk, queries.Counts()),
        "goals": presentation.goals(actions),
        "figures": shown,
        "all_sample": bool(shown)
        and all(one.is_sample for one in shown)
        and all(one.is_sample for one in actions),
        "empty_count": len(rows) - len(shown),
        "layers": layers,
        "mapped": layers_mapped,
        "items": [item for layer in layers_mapped for item in layer.points],
        "legend": [
            {"code": m.layer.code, "label": text(m.layer.names), "icon": "", "checked": True}
            for m in layers_mapped
        ],
        "crumbs": [{"href": reverse("federation:front"), "label": _("Cities")}, {"label": text(held.names)}],
    }
    return render(request, "federation/city.html", context)


@public_page
def compare(request: HttpRequest) -> HttpResponse:
    """The same indicator in several cities, only where the figures speak of the same thing."""
    known = list(queries.listed().filter(is_known=True))
    asked = request.GET.getlist("city")
    chosen = [one for one in known if one.key in asked] or known
    chosen = chosen[:MOST_SIDE_BY_SIDE]
    rows = presentation.comparisons(chosen, queries.indicators_of(chosen))
    copies = queries.copies_of(chosen, timezone.now())
    context = {
        "known": known,
        "chosen": chosen,
        "stale": [one for one in chosen if copies[one.pk].is_stale],
        "all_sample": bool(rows) and all(cell.is_sample for row in rows for _name, cell in row.cells if cell),
        "alike": [row for row in rows if not row.reason],
        "unlike": [row for row in rows if row.reason],
    }
    return render(request, "federation/compare.html", context)


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """What a portal is, where its figures come from, and how a city joins."""
    return render(request, "federation/about.html", {"cities": list(queries.listed())})


@staff_page(policy=visit_policy, verb="view")
def visits(request: HttpRequest) -> HttpResponse:
    """How the latest visits went, for whoever looks after the portal."""
    return render(request, "federation/visits.html", {"visits": queries.visits()})


@public_page
def desk(request: HttpRequest) -> HttpResponse:
    """The portal's desk has one page of its own."""
    return redirect("federation:visits")


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    """The portal's own feed, with an ETag over everything but the moment of making."""
    body = feeds.portal(timezone.now())
    lasting = {key: value for key, value in body.items() if key != "generated_at"}
    etag = quote_etag(hashlib.blake2b(encode(lasting), digest_size=12).hexdigest())
    fresh = HttpResponse(encode(body), content_type="application/json")
    response = get_conditional_response(request, etag=etag, response=fresh) or fresh
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=60"
    # Open data: a page of another origin may read it.
    response["Access-Control-Allow-Origin"] = "*"
    return response
