"""What everybody reads."""

from __future__ import annotations

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meydan.base.people.public import public_page
from meydan.domains.warnings import home_key
from meydan.domains.warnings import presentation as shown
from meydan.domains.warnings.errors import WarningUnknown
from meydan.domains.warnings.models import PublicWarning
from meydan.domains.warnings.queries import current
from meydan.domains.warnings.queries.warnings import published_warning, responses_to

A_PAGE = 20
LATELY = timedelta(days=30)


@public_page
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What is in force now, on one map and as a list, and what was."""
    now = timezone.now()
    active = shown.faces(current.in_force(now), now)
    pages = Paginator(current.over(now), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "active": active,
        "items": [item for one in active for item in shown.map_items(one.warning, one.title)],
        "past": shown.faces(pages, now),
        "pages": pages,
    }
    return render(request, "warnings/front.html", context)


@public_page
@require_safe
def warning(request: HttpRequest, identifier: str) -> HttpResponse:
    """One warning: what happens, what to do, where, until when, and whether it still holds."""
    now = timezone.now()
    try:
        found = published_warning(identifier)
    except WarningUnknown as unknown:
        raise Http404(identifier) from unknown
    seen = shown.face(found, now)
    successor: PublicWarning | None = getattr(found, "next", None)
    context = {
        "face": seen,
        "items": shown.map_items(found, seen.title, is_over=seen.is_over),
        "places": shown.places_named(found),
        "successor": successor if successor is not None and not successor.is_in_work else None,
        "crumbs": shown.crumbs(seen.words.event or seen.title),
        "responses": responses_to(found),
        "certainty": shown.CERTAINTIES.get(found.certainty, ""),
        "urgency": shown.URGENCIES.get(found.urgency, ""),
    }
    return render(request, "warnings/warning.html", context)


@public_page
@require_safe
def cap_index(request: HttpRequest) -> HttpResponse:
    """Where other systems read our warnings, and how they check that they are ours."""
    now = timezone.now()
    recent = current.published().filter(sent_at__gte=now - LATELY).select_related("message")
    context = {
        "faces": shown.faces(recent, now),
        "certificate": _certificate(),
        "crumbs": shown.crumbs(_("For other systems")),
    }
    return render(request, "warnings/cap.html", context)


def _certificate() -> dict[str, object] | None:
    text = home_key.certificate_text()
    if not text:
        return None
    from meydan.domains.warnings.engine.keys import fingerprint, read_certificate
    from meydan.domains.warnings.engine.signature import signer_name

    found = read_certificate(text)
    return {
        "name": signer_name(found),
        "fingerprint": fingerprint(found),
        "until": found.not_valid_after_utc,
    }
