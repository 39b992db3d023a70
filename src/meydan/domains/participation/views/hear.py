"""What everybody reads of hearings, and how they say what they think."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meydan.base.files.public import inert_file
from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.domains.participation import operations
from meydan.domains.participation.errors import ConsultationUnknown, NotHeardNow
from meydan.domains.participation.forms.consultations import OpinionForm
from meydan.domains.participation.models import Consultation, Enclosure
from meydan.domains.participation.operations import Where
from meydan.domains.participation.presentation import consultations as presentation
from meydan.domains.participation.presentation import surveys, workshops
from meydan.domains.participation.queries import consultations as queries
from meydan.domains.participation.registry import objections_of
from meydan.kernel.cases.public import TooMany, count_report

A_PAGE = 50


def found(code: str, *, published: bool = True) -> Consultation:
    """Return a consultation or a 404."""
    try:
        return queries.consultation(code, published=published)
    except ConsultationUnknown as unknown:
        raise Http404(code) from unknown


@public_page
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What people are asked about now, and what came of the earlier ones."""
    now = timezone.now()
    page = Paginator(queries.consultations(), A_PAGE).get_page(request.GET.get("page"))
    rows = [presentation.row(one, now) for one in page]
    context = {
        "open": [one for one in rows if one["is_open"]], "past": [one for one in rows if not one["is_open"]],
        "page_of": page,
    }  # fmt: skip
    return render(request, "participation/hear_front.html", context)


@public_page
@require_safe
def consultation(request: HttpRequest, code: str) -> HttpResponse:
    """One hearing: what it is about, where, until when, what was said and what was answered."""
    held, now = found(code), timezone.now()
    page = Paginator(queries.opinions_of(held), A_PAGE).get_page(request.GET.get("page"))
    opinions = list(page)
    items = presentation.map_items(held, opinions)
    context = {
        "one": held, "title": text(held.names), "about": text(held.texts), "when": presentation.when(held, now),
        "is_open": held.is_open_at(now), "sections": held.sections.all(), "enclosures": held.enclosures.all(),
        "said": [presentation.said(one) for one in opinions], "page_of": page, "items": items,
        "layers": ",".join(held.hearing.layers) if held.kind == Consultation.Kind.HEARING else "",
        "clock": presentation.clock_words(queries.waiting_in(held, now), held.answer_days),
        "door": objections_of(held.case_code, now), "crumbs": presentation.crumbs(text(held.names)),
        "survey": surveys.face(held, now) if held.kind == Consultation.Kind.SURVEY else None,
        "meeting": workshops.meeting(held) if held.kind == Consultation.Kind.WORKSHOP else None,
    }  # fmt: skip
    return render(request, "participation/hear.html", context)


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, code: str) -> HttpResponse:
    """Say what one thinks; no account, no map and no name is needed."""
    held = found(code)
    if held.kind == Consultation.Kind.SURVEY:
        return redirect("participation:survey", code=code)
    if not held.is_open_at(timezone.now()):
        return _closed(request, held)
    if request.method == "GET":
        begun = {"token": secrets.token_urlsafe(24), "section": request.GET.get("section", "")}
        return _page(request, held, OpinionForm(initial=begun, consultation=held))
    form = OpinionForm(request.POST, consultation=held)
    try:
        count_report(request)
    except TooMany as flood:
        return _page(request, held, form, status=429, wait_minutes=flood.wait_minutes)
    if not form.is_valid():
        return _page(request, held, form, status=422)
    if form.cleaned_data["website"]:
        # Only a script fills the box nobody sees; it is thanked like everyone and nothing is kept.
        return redirect("participation:hear", code=code)
    try:
        made = operations.say(consultation=held, now=timezone.now(), **facts_of(form))
    except NotHeardNow:
        return _closed(request, held)
    return redirect("participation:opinion", code=made.code)


def facts_of(form: OpinionForm) -> dict[str, Any]:
    """What ``say`` wants, from a form that is sound."""
    said = form.cleaned_data
    where = Where(
        section=form.chosen_section, parcel=form.parcel, address=said["address"], lon=said["lon"],
        lat=said["lat"] if said["lon"] is not None else None,
    )  # fmt: skip
    return {
        "words": said["words"], "where": where, "name": said["name"], "phone": said["phone"] or "",
        "language": get_language() or "en", "token": said["token"],
    }  # fmt: skip


@public_page
@never_cache
@require_safe
def opinion(request: HttpRequest, code: str) -> HttpResponse:
    """What became of one opinion, for whoever holds its code."""
    held = queries.opinion_by_code(code)
    if held is None:
        raise Http404(code)
    context = {
        "opinion": held, "one": held.consultation, "said": presentation.said(held), "answer": held.answer,
        "due": presentation.due_words(held, timezone.now()),
        "crumbs": presentation.crumbs(_("Your opinion"), of=held.consultation),
    }  # fmt: skip
    return render(request, "participation/opinion.html", context)


@public_page
@require_safe
def enclosure(request: HttpRequest, code: str, sha256: str) -> FileResponse:
    """Hand out a paper or picture of a published consultation, so that nothing in it can run."""
    found_one = get_object_or_404(Enclosure, consultation=found(code), sha256=sha256)
    path = operations.enclosure_path(found_one.sha256)
    return inert_file(path, name=found_one.name, content_type=found_one.content_type)


def _closed(request: HttpRequest, held: Consultation) -> HttpResponse:
    context = {"one": held, "when": presentation.when(held, timezone.now())}
    return render(request, "participation/hear_closed.html", context, status=410)


def _page(
    request: HttpRequest, held: Consultation, form: OpinionForm, *, status: int = 200, wait_minutes: int = 0
) -> HttpResponse:
    shape = held.hearing.shape if held.kind == Consultation.Kind.HEARING else None
    lon, lat = shape.centroid.coords[0] if shape is not None else current().centre
    context = {
        "one": held, "form": form, "lon": form["lon"].value() or lon, "lat": form["lat"].value() or lat,
        "when": presentation.when(held, timezone.now()), "wait_minutes": wait_minutes,
        "door": objections_of(held.case_code, timezone.now()),
        "crumbs": presentation.crumbs(_("Say what you think"), of=held),
    }  # fmt: skip
    return render(request, "participation/say.html", context, status=status)
