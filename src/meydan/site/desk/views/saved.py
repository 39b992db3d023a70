"""Keeps and forgets views of the inbox."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.cases.public import FOLDERS, case_policy
from meydan.site.desk.forms import FilterForm
from meydan.site.desk.operations.keeping import NameMissing, TooManyKept, forget_view, keep_view


@staff_page(policy=case_policy, verb="see")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the list shows under a name."""
    query = _known(request.POST.get("query", ""))
    try:
        kept = keep_view(
            owner=account_of(request),
            name=request.POST.get("name", ""),
            query=query,
            is_shared=request.POST.get("share") == "1",
            now=timezone.now(),
        )
        messages.success(request, _("Kept as “%(name)s”.") % {"name": kept.name})
    except NameMissing:
        messages.error(request, _("Give the view a name, then keep it."))
    except TooManyKept:
        messages.error(request, _("You keep thirty views already. Forget one first."))
    return redirect(f"{reverse('desk:inbox')}?{query}")


@staff_page(policy=case_policy, verb="see")
@require_POST
def forget(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget one's own view."""
    forget_view(view_id=view_id, owner=account_of(request))
    messages.success(request, _("The view is forgotten; the cases are as they were."))
    return redirect("desk:inbox")


def _known(query: str) -> str:
    """Only what the form knows is kept: an address is no place for anything else."""
    asked = QueryDict(query[:2000])
    kept = QueryDict(mutable=True)
    kept["folder"] = asked["folder"] if asked.get("folder") in FOLDERS else "unit"
    for name in FilterForm.base_fields:
        if asked.get(name):
            kept[name] = asked[name]
    return kept.urlencode()
