"""Dashboards on the desk: one's own, those of colleagues, one of them, and taking one away."""

from __future__ import annotations

from html import escape

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.locale.public import current_language, text
from meydan.base.people.public import account_of, staff_page
from meydan.site.dashboards.drawing import draw_panels
from meydan.site.dashboards.models import Dashboard
from meydan.site.dashboards.operations import DashboardChanged, remove
from meydan.site.dashboards.policies import dashboard_policy
from meydan.site.dashboards.queries import (
    DashboardUnknown,
    dashboard,
    dashboards_of,
    panels_of,
    shared_dashboards,
)
from meydan.site.dashboards.scope import Scope
from meydan.site.dashboards.trail import crumbs
from meydan.site.dashboards.views.open import panel_answer

FRAME_HEIGHT_PX = 800


def seen(request: HttpRequest, key: str) -> Dashboard:
    """
    A dashboard that this account may see.

    :raises Http404: if there is none, or it is somebody else's own
    """
    try:
        found = dashboard(key)
    except DashboardUnknown as unknown:
        raise Http404(key) from unknown
    if not dashboard_policy.may(account_of(request), "see", found):
        raise Http404(key)
    return found


@staff_page(policy=dashboard_policy, verb="see")
@require_GET
def desk_list(request: HttpRequest) -> HttpResponse:
    """One's own and those of colleagues."""
    account = account_of(request)
    told = {"mine": dashboards_of(account), "shared": shared_dashboards(account)}
    return render(request, "dashboards/list.html", told)


@staff_page(policy=dashboard_policy, verb="see")
@require_GET
def desk_dashboard(request: HttpRequest, key: str) -> HttpResponse:
    """One of them, drawn now; a public one shows here, too, only what everybody may see."""
    found = seen(request, key)
    scope = Scope(timezone.now(), is_public=found.is_public)
    shown = draw_panels(panels_of(found), scope)
    told = {
        "dashboard": found, "panels": shown, "now": scope.now, "is_sample": any(one.is_sample for one in shown),
        "may_edit": dashboard_policy.may(account_of(request), "edit", found), "frame": _frame(request, found),
        "crumbs": crumbs(found.name), "is_desk": True,
    }  # fmt: skip
    return render(request, "dashboards/desk.html", told)


def _frame(request: HttpRequest, found: Dashboard) -> str:
    """The lines that another site copies; empty for a dashboard that may not be framed."""
    if not found.is_embeddable:
        return ""
    address = request.build_absolute_uri(reverse("dashboards:embed", args=[found.key]))
    language = current_language()
    # Escaped for the page it will stand in; the template escapes once more for the page it is copied from.
    return (
        f'<iframe src="{escape(address)}?lang={language}" title="{escape(text(found.names, language))}" '
        f'width="100%" height="{FRAME_HEIGHT_PX}" loading="lazy"></iframe>'
    )


@staff_page(policy=dashboard_policy, verb="see")
@require_GET
def panel_file(request: HttpRequest, key: str, number: int, form: str) -> HttpResponse:
    """The values of one panel as CSV or JSON."""
    return panel_answer(seen(request, key), number, form)


@staff_page(policy=dashboard_policy, verb="edit")
@require_http_methods(["GET", "POST"])
def take_away(request: HttpRequest, key: str) -> HttpResponse:
    """Ask once more, then take it away."""
    found = seen(request, key)
    dashboard_policy.require(request.user, "edit", found)
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            remove(key=key, version=int(version) if version.isdecimal() and len(version) < 10 else 0,
                   actor=account_of(request), now=timezone.now())  # fmt: skip
        except DashboardChanged:
            messages.warning(
                request, _("Somebody changed it meanwhile. Look at it once more before you take it away.")
            )
            return redirect("dashboards:dashboard", key)
        messages.success(request, _("The dashboard is gone."))
        return redirect("dashboards:list")
    return render(request, "dashboards/remove.html", {"dashboard": found, "crumbs": crumbs(found.name)})
