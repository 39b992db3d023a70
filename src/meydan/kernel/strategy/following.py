"""Lists of this room as Atom feeds, in the reader's language."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from meydan.base.feeds.public import ATOM_TYPE, Entry, Feed, as_atom
from meydan.base.locale.public import current_language, text
from meydan.base.packs.public import current


def atom(
    request: HttpRequest, *, address: str, page: str, title: str, entries: Sequence[Entry]
) -> HttpResponseBase:
    """
    The feed of a list.

    :param address: the feed's own address, with its filter and language
    :param page: where people read the same list
    """
    home = settings.MEYDAN_HOME.address
    newest = max((entry.updated for entry in entries), default=None)
    # A feed without entries has not changed since the beginning of its time.
    beginning = timezone.now().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    told = Feed(
        home + address, home + page, title, text(current().names), current_language(), newest or beginning
    )
    body = as_atom(told, entries)
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    fresh = HttpResponse(body, content_type=f"{ATOM_TYPE}; charset=utf-8")
    answer = get_conditional_response(request, etag=etag, response=fresh) or fresh
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, max-age=60"
    # Open data: a page of another origin may read it.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
