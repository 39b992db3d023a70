"""A reader's choice of language and how it is remembered."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

YEAR_S = 365 * 86_400


def offered(code: str | None) -> str | None:
    """Return ``code`` if this house speaks that language, else None."""
    return code if code and code in dict(settings.LANGUAGES) else None


def remember(response: HttpResponseBase, language: str) -> None:
    """Keep the choice in a cookie for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR_S,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )


def way_back(request: HttpRequest) -> str:
    """
    Return the page to go back to after a switch: ``next``, else the page before, else the front.

    Only addresses of this site are believed, and ``lang`` is taken out, for it would undo the choice.
    """
    for address in (request.POST.get("next"), request.GET.get("next"), request.META.get("HTTP_REFERER")):
        if address and url_has_allowed_host_and_scheme(
            address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return _local_part(address)
    return "/"


def _local_part(address: str) -> str:
    parts = urlsplit(address)
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "lang"])
    # One leading slash: two would name another host.
    return urlunsplit(("", "", "/" + parts.path.lstrip("/"), query, parts.fragment))
