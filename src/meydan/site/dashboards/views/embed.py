"""
A public dashboard as other sites show it in a frame: without menus, without cookies, the same for every reader.

Only here, and only for a dashboard that was opened to it, may another site frame a page of ours.
"""

from __future__ import annotations

import hashlib

from csp.decorators import csp_replace
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from meydan.base.people.public import public_page
from meydan.site.dashboards.drawing import draw_panels
from meydan.site.dashboards.models import Dashboard
from meydan.site.dashboards.queries import DashboardUnknown, panels_of, public_dashboard
from meydan.site.dashboards.scope import Scope

# As long as one drawing serves every frame, and as often as a frame asks again.
KEPT_S = 60
REFRESH_S = 300
THEMES = ("light", "dark")


@public_page
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@xframe_options_exempt
@require_GET
def embed(request: HttpRequest, key: str) -> HttpResponse:
    """The page in the frame; whatever is not to be framed is not found, and keeps the strict headers."""
    try:
        found = public_dashboard(key, embeddable=True)
    except DashboardUnknown as unknown:
        raise Http404(key) from unknown
    asked, theme = request.GET.get("lang", ""), request.GET.get("theme", "")
    # The reader's cookie is not asked: the site around the frame chose the language.
    language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    body = _body(request, found, language, theme if theme in THEMES else "")
    etag = quote_etag(hashlib.blake2b(body.encode(), digest_size=12).hexdigest())
    answer = get_conditional_response(request, etag=etag) or HttpResponse(body)
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={KEPT_S}"
    answer["Content-Language"] = language
    answer.is_cookieless = True  # type: ignore[attr-defined]
    return answer


def _body(request: HttpRequest, found: Dashboard, language: str, theme: str) -> str:
    kept_as = f"dashboards.embed:{found.pk}:{found.version}:{language}:{theme}"
    body = cache.get(kept_as)
    if body is None:
        with translation.override(language):
            body = _drawn(request, found, theme)
        cache.set(kept_as, body, KEPT_S)
    return str(body)


def _drawn(request: HttpRequest, found: Dashboard, theme: str) -> str:
    scope = Scope(timezone.now(), is_public=True)
    shown = draw_panels(panels_of(found), scope)
    told = {
        "dashboard": found, "panels": shown, "now": scope.now, "theme": theme, "refresh_s": REFRESH_S,
        "is_sample": any(one.is_sample for one in shown), "is_frame": True,
    }  # fmt: skip
    return render_to_string("dashboards/embed.html", told, request=request)
