"""The language switch."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from meydan.base.locale.choice import offered, remember, way_back
from meydan.base.people.public import public_page


@public_page
def switch_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language and go back to the page that asked; a plain link, so it needs no script."""
    language = offered(code)
    if language is None:
        raise Http404("no such language")
    response = HttpResponseRedirect(way_back(request))
    remember(response, language)
    return response
