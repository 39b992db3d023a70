"""The data page, and the feeds at /feed/."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from meydan.base.people.public import public_page
from meydan.kernel.exchange import feeds, sheets
from meydan.kernel.exchange.models import Dataset
from meydan.kernel.places.public import layer, layers

FRESH_S = 60  # a portal may keep a feed this long


@public_page
def data(request: HttpRequest) -> HttpResponse:
    """What the city shares: every dataset with its licence, formats and addresses."""
    context = {"datasets": list(Dataset.objects.order_by("order", "pk")), "layers": layers(public_only=True)}
    return render(request, "exchange/data.html", context)


def _feed(make: Callable[[datetime], dict[str, Any]]) -> Callable[[HttpRequest], HttpResponse]:
    @public_page
    def view(request: HttpRequest) -> HttpResponse:
        return _answer(request, make(timezone.now()), "application/json")

    return view


city = _feed(feeds.city)
plan = _feed(feeds.plan)
indicators = _feed(feeds.indicators)
layer_list = _feed(feeds.layer_list)


@public_page
def places(request: HttpRequest, code: str) -> HttpResponse:
    """A public layer as GeoJSON."""
    held = layer(code)
    if held is None or not held.is_public:
        raise Http404
    return _answer(request, feeds.layer_features(held, timezone.now()), "application/geo+json")


def _answer(request: HttpRequest, body: dict[str, Any], kind: str) -> HttpResponse:
    """JSON with an ETag over everything but the moment of making."""
    lasting = {key: value for key, value in body.items() if key != "generated_at"}
    etag = quote_etag(hashlib.blake2b(feeds.encode(lasting), digest_size=12).hexdigest())
    unchanged = get_conditional_response(request, etag=etag)
    response = (
        unchanged
        if isinstance(unchanged, HttpResponseNotModified)
        else HttpResponse(feeds.encode(body), content_type=kind)
    )
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH_S}"
    # Open data: a page of another origin may read it.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public_page
def plan_csv(request: HttpRequest) -> HttpResponse:
    """The plan's actions as a table for Excel."""
    return _sheet(sheets.plan(timezone.now()), "plan")


@public_page
def indicators_csv(request: HttpRequest) -> HttpResponse:
    """The indicators' newest values as a table for Excel."""
    return _sheet(sheets.indicators(timezone.now()), "indicators")


def _sheet(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
