"""Vector tiles over HTTP."""

from __future__ import annotations

import gzip

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from meydan.base.people.public import public_page
from meydan.kernel.places.tiles import NoSuchTile, public_layers, tile_of, tile_tag

MOST_LAYERS = 24
FRESH_S = 300
_SMALL = 1400  # below one packet gzip saves nothing


@public_page
@require_GET
def tile(request: HttpRequest, layers: str, z: int, x: int, y: int) -> HttpResponse:
    """One tile of the comma-joined public layers; 304 while nothing was stored."""
    chosen = public_layers(layers.split(",")[:MOST_LAYERS])
    if not chosen:
        raise Http404(layers)
    tag = f'"{tile_tag(chosen, z, x, y)}"'
    if request.headers.get("If-None-Match") == tag:
        return _headed(HttpResponse(status=304), tag)
    try:
        body = tile_of(chosen, z, x, y)
    except NoSuchTile as fault:
        raise Http404(str(fault)) from fault
    answer = HttpResponse(body, content_type="application/vnd.mapbox-vector-tile")
    if len(body) > _SMALL and "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.content = gzip.compress(body, 4)
        answer["Content-Encoding"] = "gzip"
    return _headed(answer, tag)


def _headed(answer: HttpResponse, tag: str) -> HttpResponse:
    answer["ETag"] = tag
    answer["Cache-Control"] = f"public, max-age={FRESH_S}"
    answer["Vary"] = "Accept-Encoding"
    return answer
