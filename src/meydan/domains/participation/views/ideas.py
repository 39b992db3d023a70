"""Ideas, for everybody: the list, one of them, and both for machines."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meydan.base.feeds.public import ATOM_TYPE, Feed, as_atom
from meydan.base.files.public import csv_bytes, inert_file
from meydan.base.locale.public import current_language, text
from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.domains.participation import house
from meydan.domains.participation.models import Proposal, ProposalPhoto, Status
from meydan.domains.participation.operations.proposals import media_path
from meydan.domains.participation.presentation import proposals as shown
from meydan.domains.participation.queries.proposals import (
    Wanted,
    area_names,
    open_calls,
    wanted_proposals,
)

A_PAGE = 20
# A file holds so many; whoever wants more narrows the question.
MOST_IN_FILE = 10_000
IN_FEED = 50


@public_page
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What people propose, narrowed and ordered as asked."""
    wanted = Wanted.asked(request.GET.dict())
    page = Paginator(wanted_proposals(wanted), A_PAGE).get_page(request.GET.get("page"))
    areas = area_names()
    query = urlencode(wanted.pairs)
    told = {
        "listed": page, "rows": shown.rows_of(list(page), areas), "wanted": wanted, "query": query,
        "tabs": shown.tabs(wanted), "categories": house.categories(), "statuses": Status.choices,
        "areas": sorted(((key, text(names)) for key, names in areas.items()), key=lambda pair: pair[1]),
        "calls": open_calls(timezone.now()), "feed_query": urlencode({**wanted.pairs, "lang": current_language()}),
    }  # fmt: skip
    return render(request, "participation/ideas.html", told)


@public_page
@require_safe
def files(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same list for machines."""
    rows = wanted_proposals(Wanted.asked(request.GET.dict()))
    if kind == "atom":
        return _atom(request, rows)
    told = shown.records(rows[:MOST_IN_FILE])
    if kind == "json":
        answer: HttpResponse = JsonResponse({"proposals": told}, json_dumps_params={"ensure_ascii": False})
    elif kind == "csv":
        table = ([_cell(one[name]) for name in shown.FIELDS] for one in told)
        answer = HttpResponse(csv_bytes(list(shown.FIELDS), table), content_type="text/csv; charset=utf-8")
    elif kind == "geojson":
        answer = JsonResponse(
            {"type": "FeatureCollection", "features": [_feature(one) for one in told]},
            json_dumps_params={"ensure_ascii": False}, content_type="application/geo+json",
        )  # fmt: skip
    else:
        raise Http404(kind)
    # Open data: a page of another origin may read it.
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=60"
    return answer


@public_page
@require_safe
def photo(request: HttpRequest, number: int, sha256: str) -> FileResponse:
    """A photo of an idea that can be seen; nothing in it can run."""
    idea = get_object_or_404(Proposal, pk=number, is_hidden=False)
    if not ProposalPhoto.objects.filter(proposal=idea, sha256=sha256).exists():
        raise Http404(sha256)
    answer = inert_file(media_path(sha256), name=f"{sha256[:12]}.jpg", content_type="image/jpeg")
    # Short: what is hidden shall be gone.
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _feature(one: dict[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [one["lon"], one["lat"]]} if one["lon"] is not None else None
    properties = {name: value for name, value in one.items() if name not in ("lon", "lat")}
    return {"type": "Feature", "id": one["id"], "geometry": point, "properties": properties}


def _atom(request: HttpRequest, rows: Any) -> HttpResponseBase:
    entries = [shown.entry(one) for one in rows[:IN_FEED]]
    home, query = settings.MEYDAN_HOME.address, request.GET.urlencode()
    # A feed without entries has not changed since the beginning of its year.
    beginning = timezone.now().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    told = Feed(
        f"{home}{reverse('participation:idea_files', args=['atom'])}" + (f"?{query}" if query else ""),
        f"{home}{reverse('participation:ideas')}", _("Ideas for %(city)s") % {"city": text(current().names)},
        text(current().names), current_language(), max((one.updated for one in entries), default=beginning),
    )  # fmt: skip
    body = as_atom(told, entries)
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    fresh = HttpResponse(body, content_type=f"{ATOM_TYPE}; charset=utf-8")
    answer = get_conditional_response(request, etag=etag, response=fresh) or fresh
    answer["ETag"], answer["Cache-Control"] = etag, "public, max-age=60"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
