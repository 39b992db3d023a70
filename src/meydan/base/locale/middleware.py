"""Chooses the language of a request (the query, the cookie, then the pack) and the city's time."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from meydan.base.locale.choice import offered, remember

# Pictures and tiles read the same in every language and stay cacheable for everybody.
_WORDLESS = ("image/", "font/", "text/css", "application/vnd.mapbox-vector-tile")


class LanguageMiddleware:
    """
    Set the language and the time zone for the length of a request.

    The browser's Accept-Language is not asked: a Turkish browser on a Persian city's site must still
    show the city's own language first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = offered(request.GET.get("lang"))
        kept = offered(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))
        language = asked or kept or settings.LANGUAGE_CODE
        before = translation.get_language()
        translation.activate(language)
        timezone.activate(settings.CITY_ZONE)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        # A page framed by other sites reads no cookie and leaves none: one copy serves everybody.
        if not getattr(response, "is_cookieless", False):
            self._keep(response, asked, kept)
        # A streamed body is written after this; its words need the language still.
        if before and not response.streaming:
            translation.activate(before)
        return response

    @staticmethod
    def _keep(response: HttpResponseBase, asked: str | None, kept: str | None) -> None:
        if asked and asked != kept:
            remember(response, asked)
        if not response.headers.get("Content-Type", "").startswith(_WORDLESS):
            patch_vary_headers(response, ["Cookie"])
