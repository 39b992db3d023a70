"""What was reported again and again, and the idea an officer raises from it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meydan.base.locale.public import current_language, format_number, text
from meydan.base.people.public import account_of, staff_page
from meydan.domains.participation import house
from meydan.domains.participation.errors import TooFewReports
from meydan.domains.participation.forms.proposals import RaiseForm
from meydan.domains.participation.models import Proposal
from meydan.domains.participation.operations.proposals import Idea
from meydan.domains.participation.operations.raising import evidence, raise_proposal
from meydan.domains.participation.policies import idea_policy
from meydan.domains.participation.queries.clusters import Found, cluster_at, found_clusters
from meydan.kernel.cases.public import Case, public_address


@staff_page(policy=idea_policy, verb="see")
@require_safe
def clusters(request: HttpRequest) -> HttpResponse:
    """The places with the most reports of one kind."""
    found = found_clusters(timezone.now())
    middles = Case.objects.select_related("place").in_bulk([one.cases[0] for one in found])
    told = {
        "rows": [
            {"found": one, "title": said(one), "where": public_address(middles[one.cases[0]]), "middle": one.middle}
            for one in found
        ],
        "radius": house.cluster_radius_m(), "days": house.cluster_days(), "fewest": house.cluster_fewest(),
        "items": [{"lon": one.lon, "lat": one.lat, "label": said(one)} for one in found],
        "crumbs": [{"label": _("Ideas"), "href": "/desk/proposals/"}],
    }  # fmt: skip
    return render(request, "participation/idea_clusters.html", told)


@staff_page(policy=idea_policy, verb="answer")
@require_http_methods(["GET", "POST"])
def raised(request: HttpRequest, case: int) -> HttpResponse:
    """Raise an idea from the reports around a case, with the evidence as it stands now."""
    now = timezone.now()
    found = cluster_at(case, now) if case < 10**15 else None
    if found is None:
        raise Http404(str(case))
    form = RaiseForm(request.POST or None)
    if form.is_valid():
        try:
            proposal = _raise(request, form, found)
        except TooFewReports:
            messages.warning(request, _("Too little was reported here meanwhile."))
        else:
            return redirect("participation:idea", number=proposal.pk)
    told = {
        "form": form, "found": found, "title": said(found), "evidence": evidence(found, now),
        "crumbs": [
            {"label": _("Ideas"), "href": "/desk/proposals/"},
            {"label": _("Reported again and again"), "href": "/desk/proposals/clusters/"},
        ],
    }  # fmt: skip
    return render(request, "participation/idea_raise.html", told, status=422 if form.is_bound else 200)


def said(found: Found) -> str:
    """How often what was reported here."""
    return _("%(service)s: %(many)s reports within %(metres)s m") % {
        "service": text(found.service.names), "many": format_number(len(found.cases)),
        "metres": format_number(house.cluster_radius_m()),
    }  # fmt: skip


def _raise(request: HttpRequest, form: RaiseForm, found: Found) -> Proposal:
    said = form.cleaned_data
    idea = Idea(
        title=said["title"], what=said["what"], category=said["category"], language=current_language()
    )
    return raise_proposal(
        idea=idea, service=found.service, lon=found.lon, lat=found.lat, actor=account_of(request),
        now=timezone.now(),
    )  # fmt: skip
