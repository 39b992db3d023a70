"""Open cases on the map, and the same cases as a list."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
from django.db.models import Case as Choose
from django.db.models import IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET

from meydan.base.packs.public import current
from meydan.base.people.public import staff_page
from meydan.kernel.cases.public import Case, case_face, case_policy, counts, folder_condition, narrowed
from meydan.kernel.cases.public import inbox as cases_in
from meydan.site.desk.forms import FilterForm
from meydan.site.desk.paging import BoundedPaginator
from meydan.site.desk.views.common import (
    FOLDER_LABELS,
    folder_of,
    folders,
    kept_views,
    standing,
    ways_to_look,
    wishes,
)

A_PAGE = 25
MOST_POINTS = 100_000
GZIP = 31  # zlib's word for the wrapping of gzip
SOON = timedelta(days=2)
GOOD, WATCH, BAD, STALE = range(4)


@staff_page(policy=case_policy, verb="see")
@require_GET
def case_map(request: HttpRequest) -> HttpResponse:
    """Show where the cases of a folder are, and list them by their clock beneath."""
    who, now = standing(request), timezone.now()
    folder = folder_of(request, "unit")
    form = FilterForm(request.GET, standing=who)
    chosen, query = form.chosen(folder), wishes(request, folder)
    listed = cases_in(who.account, chosen, now, standing=who)
    page = BoundedPaginator(listed.filter(lon__isnull=False), A_PAGE).get_page(request.GET.get("page"))
    lon, lat = current().centre
    told: dict[str, Any] = {
        "folders": folders(folder, counts(who.account, now, standing=who)),
        "folder": folder,
        "folder_label": FOLDER_LABELS[folder],
        "kept_views": kept_views(who, query),
        "looks": ways_to_look("desk:map", query),
        "query": query,
        "page_of_cases": page,
        "rows": [{"case": case, "face": case_face(case, now)} for case in page.object_list],
        "centre": {"lon": lon, "lat": lat},
    }
    return render(request, "desk/map.html", told)


@staff_page(policy=case_policy, verb="see")
@require_GET
def points(request: HttpRequest) -> HttpResponse:
    """
    Hand out where the cases are, as columns of little-endian numbers.

    uint32 count; then count times: float32 longitude, float32 latitude, uint32 id, uint8 state (0 in time, 1 ends
    within two days, 2 late, 3 stopped), each column after the other. A float32 is half a metre here.
    """
    who, now = standing(request), timezone.now()
    folder = folder_of(request, "unit")
    chosen = FilterForm(request.GET, standing=who).chosen(folder)
    cases = narrowed(Case.objects.filter(folder_condition(folder, who, now)), chosen, now)
    body = _columns(cases, now)
    etag = quote_etag(blake2b(body, digest_size=12).hexdigest())
    response = get_conditional_response(request, etag=etag) or _packed(request, body)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _packed(request: HttpRequest, body: bytes) -> HttpResponse:
    """Numbers pack to half at the lightest level; what the others add in smallness they take in time."""
    response = HttpResponse(body, content_type="application/octet-stream")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = zlib.compress(body, level=1, wbits=GZIP)
        response["Content-Encoding"] = "gzip"
    return response


def _columns(cases: QuerySet[Case], now: datetime) -> bytes:
    # The state is found where the rows lie: fifty thousand moments in Python cost more than all else.
    state = Choose(
        When(is_stopped=True, then=Value(STALE)),
        When(due_at__lt=now, then=Value(BAD)),
        When(due_at__lt=now + SOON, then=Value(WATCH)),
        default=Value(GOOD),
        output_field=IntegerField(),
    )
    rows = cases.filter(lon__isnull=False).order_by().values_list("lon", "lat", "pk", state)[:MOST_POINTS]
    table = np.array(list(rows), dtype=np.float64).reshape(-1, 4)
    kinds = ("<f4", "<f4", "<u4", "u1")
    return np.array([len(table)], "<u4").tobytes() + b"".join(
        table[:, column].astype(kind).tobytes() for column, kind in enumerate(kinds)
    )
