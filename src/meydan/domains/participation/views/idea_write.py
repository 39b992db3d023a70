"""Writing an idea: one page, after a phone was shown; what tells who somebody is is pointed out before."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meydan.base.locale.public import current_language
from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.domains.participation.errors import NotTakenNow
from meydan.domains.participation.forms.proposals import IdeaForm
from meydan.domains.participation.models import Call
from meydan.domains.participation.operations.proposals import Idea, write_proposal
from meydan.domains.participation.persons import Person
from meydan.domains.participation.views.idea_person import ask_who, person_of
from meydan.kernel.cases.public import TooMany, address_of, count_visit


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take an idea, or show the form again with what is to mend or to choose."""
    now = timezone.now()
    call = Call.objects.filter(code=request.GET.get("call", "")).first()
    person = person_of(request, now)
    if request.method == "GET":
        if person is None:
            return ask_who(request, request.get_full_path())
        return _page(
            request, IdeaForm(initial={"token": secrets.token_urlsafe(24), "wants_news": True}), call
        )
    form = IdeaForm(request.POST, request.FILES)
    is_valid = form.is_valid()
    if person is None:
        form.add_error(
            None, _("Your code is too old. Show your phone again in another window, then send this.")
        )
        return _page(request, form, call, 422)
    if not is_valid or form.found:
        return _page(request, form, call, 200 if is_valid else 422)
    try:
        count_visit(kind="idea", address=address_of(request), now=now)
        return _written(request, form, person, call)
    except TooMany as flood:
        words = _(
            "Many ideas came from your connection. Send it again in %(minutes)s minutes; nothing is lost."
        )
        form.add_error(None, words % {"minutes": flood.wait_minutes})
        return _page(request, form, call, 429)
    except NotTakenNow:
        form.add_error(
            None, _("This call is over. Take its name out of the address, and your idea stands by itself.")
        )
        return _page(request, form, call, 410)


def _written(request: HttpRequest, form: IdeaForm, person: Person, call: Call | None) -> HttpResponse:
    said = form.cleaned_data
    has_point = said["lon"] is not None and said["lat"] is not None
    idea = Idea(
        title=form.said("title"), what=form.said("what"), why=form.said("why"), address=form.said("address"),
        category=said["category"], language=current_language(), signed_as=said["signed_as"],
        lon=said["lon"] if has_point else None, lat=said["lat"] if has_point else None,
    )  # fmt: skip
    proposal = write_proposal(
        idea=idea, person=person, now=timezone.now(), call=call, photos=said["photos"], token=said["token"],
        wants_news=said["wants_news"],
    )  # fmt: skip
    messages.success(request, _("Your idea is here. Show it to others: each of them counts once."))
    return redirect("participation:idea", number=proposal.pk)


def _page(request: HttpRequest, form: IdeaForm, call: Call | None, status: int = 200) -> HttpResponse:
    lon, lat = current().centre
    told = {
        "form": form, "call": call, "lon": form["lon"].value() or lon, "lat": form["lat"].value() or lat,
        "found": form.found if form.is_bound and form.is_valid() else [],
        "crumbs": [{"label": _("Ideas"), "href": "/proposals/"}, {"label": _("Your idea"), "href": ""}],
    }  # fmt: skip
    return render(request, "participation/idea_new.html", told, status=status)
