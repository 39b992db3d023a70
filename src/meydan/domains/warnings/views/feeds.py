"""What machines read: the documents themselves, unchanging, and two feeds of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meydan.base.locale.public import current_language, text
from meydan.base.packs.public import current as current_pack
from meydan.base.people.public import public_page
from meydan.domains.warnings import home_key
from meydan.domains.warnings import presentation as shown
from meydan.domains.warnings.engine.codes import MEDIA_TYPE
from meydan.domains.warnings.errors import WarningUnknown
from meydan.domains.warnings.queries import current
from meydan.domains.warnings.queries.composing import page_address
from meydan.domains.warnings.queries.warnings import message_of

LATELY, MOST = timedelta(days=7), 50
YEAR_S = 365 * 24 * 3600


@public_page
@require_safe
def document(request: HttpRequest, identifier: str) -> HttpResponseBase:
    """The message as it was signed; it never changes, so it may be kept for ever."""
    try:
        message = message_of(identifier)
    except WarningUnknown as unknown:
        raise Http404(identifier) from unknown
    answer = _answer(request, bytes(message.xml), MEDIA_TYPE, tag=message.sha256)
    answer["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    # The same for everybody: kept between us and the reader, whoever asked first.
    answer.is_cookieless = True  # type: ignore[attr-defined]
    return answer


@public_page
@require_safe
def atom(request: HttpRequest) -> HttpResponseBase:
    """Warnings of the last week and all in force, as Atom, in the reader's language."""
    from meydan.base.feeds.public import as_atom

    return _feed(request, as_atom, "warnings:atom", "application/atom+xml")


@public_page
@require_safe
def rss(request: HttpRequest) -> HttpResponseBase:
    """The same as RSS 2.0."""
    from meydan.base.feeds.public import as_rss

    return _feed(request, as_rss, "warnings:rss", "application/rss+xml")


@public_page
@require_safe
def certificate(request: HttpRequest) -> HttpResponseBase:
    """The certificate under which our signatures are checked."""
    found = home_key.certificate_text()
    if not found:
        raise Http404("no certificate")
    return _answer(request, found.encode(), "application/x-pem-file")


def _feed(request: HttpRequest, write: Callable[..., bytes], name: str, media_type: str) -> HttpResponseBase:
    from meydan.base.feeds.public import Feed

    now = timezone.now()
    recent = current.published().filter(
        Q(sent_at__gte=now - LATELY) | Q(state="published", expires_at__gt=now)
    )
    faces = shown.faces(recent[:MOST], now)
    home, language = settings.MEYDAN_HOME.address, current_language()
    city = text(current_pack().names)
    newest = max((one.warning.sent_at for one in faces if one.warning.sent_at), default=None)
    feed = Feed(
        address=f"{home}{reverse(name)}?lang={language}",
        site=f"{home}{reverse('warnings:front')}",
        title=_("Warnings of %(city)s") % {"city": city},
        author=city,
        language=language,
        # A feed without entries has not changed since the beginning of its time.
        updated=newest or now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0),
    )
    return _answer(request, write(feed, _entries(faces)), media_type)


def _entries(faces: Sequence[shown.Face]) -> list[object]:
    from meydan.base.feeds.public import Entry

    home = settings.MEYDAN_HOME.address
    return [
        Entry(
            id=page_address(one.warning.identifier),
            page=page_address(one.warning.identifier),
            links=[(f"{home}{reverse('warnings:document', args=[one.warning.identifier])}", MEDIA_TYPE)],
            title=f"{one.title} ({one.state_word})",
            summary="\n\n".join(
                part
                for part in (one.area, shown.until(one.warning), one.words.description, one.words.instruction)
                if part
            ),
            published=one.warning.sent_at,
            updated=one.warning.sent_at,
            category=one.warning.category,
        )
        for one in faces
        if one.warning.sent_at is not None
    ]


def _answer(request: HttpRequest, body: bytes, media_type: str, tag: str = "") -> HttpResponseBase:
    etag = quote_etag(tag or hashlib.sha256(body).hexdigest())
    fresh = HttpResponse(body, content_type=media_type)
    answer = get_conditional_response(request, etag=etag, response=fresh) or fresh
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, max-age=60"
    # Open data: a page of another origin may read it.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
