"""The data page, and the feeds at /feed/."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from meydan.base.files.public import csv_bytes
from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.kernel.exchange import feeds
from meydan.kernel.exchange.models import Dataset
from meydan.kernel.places.public import layer, layers

encode = msgspec.json.Encoder().encode
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
    return _answer(request, feeds.features(held, timezone.now()), "application/geo+json")


def _answer(request: HttpRequest, body: dict[str, Any], kind: str) -> HttpResponse:
    """JSON with an ETag over everything but the moment of making."""
    lasting = {key: value for key, value in body.items() if key != "generated_at"}
    etag = quote_etag(hashlib.blake2b(encode(lasting), digest_size=12).hexdigest())
    unchanged = get_conditional_response(request, etag=etag)
    response = (
        unchanged
        if isinstance(unchanged, HttpResponseNotModified)
        else HttpResponse(encode(body), content_type=kind)
    )
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH_S}"
    # Open data: a page of another origin may read it.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public_page
def plan_csv(request: HttpRequest) -> HttpResponse:
    """The plan's actions as a table for Excel."""
    rows = [
        [
            goal["code"],
            text(goal["names"]),
            action["code"],
            text(action["names"]),
            text(action["unit_names"]),
            action["starts_on"],
            action["ends_on"],
            action["status"],
            action["progress_percent"],
            action["days_late"],
            action["budget"],
            action["spent"],
        ]
        for goal in feeds.plan(timezone.now())["goals"]
        for action in goal["actions"]
    ]
    titles = [
        "goal",
        "goal_name",
        "action",
        "action_name",
        "unit",
        "starts_on",
        "ends_on",
        "status",
        "progress_percent",
        "days_late",
        "budget",
        "spent",
    ]
    return _table(titles, rows, "plan")


@public_page
def indicators_csv(request: HttpRequest) -> HttpResponse:
    """The indicators' newest values as a table for Excel."""
    titles = [
        "code",
        "name",
        "standard",
        "unit",
        "value",
        "on",
        "row_count",
        "last_input_at",
        "state",
        "scope",
    ]
    rows = [
        [row["code"], text(row["names"]), *(row[key] for key in titles[2:])]
        for row in feeds.indicators(timezone.now())["indicators"]
    ]
    return _table(titles, rows, "indicators")


def _table(titles: list[str], rows: Iterable[Iterable[Any]], name: str) -> HttpResponse:
    # Excel in a comma-decimal country splits at semicolons.
    delimiter = ";" if current().default_language == "tr" else ","
    response = HttpResponse(
        csv_bytes(titles, rows, delimiter=delimiter), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
