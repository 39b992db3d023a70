"""Writing a warning, and the page on which the second person decides."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.locale.public import text
from meydan.base.packs.public import current as current_pack
from meydan.base.people.public import account_of, staff_page
from meydan.domains.warnings import presentation as shown
from meydan.domains.warnings.areas import Choices, choices_here
from meydan.domains.warnings.content import Content
from meydan.domains.warnings.errors import ChangedMeanwhile, NotInWork, TemplateUnknown, WarningUnknown
from meydan.domains.warnings.forms import ReasonForm, WarningForm, initial_of, list_names
from meydan.domains.warnings.models import PublicWarning, WarningTemplate
from meydan.domains.warnings.operations import beginning, drafting
from meydan.domains.warnings.policies import warning_policy
from meydan.domains.warnings.queries import current
from meydan.domains.warnings.queries import warnings as queries
from meydan.domains.warnings.reviewing import review_of

A_PAGE = 25
EMPTY = Content(category="Safety", severity="Moderate", urgency="Expected", certainty="Likely")


@staff_page(policy=warning_policy, verb="see")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for somebody, what is in force, and what was."""
    now = timezone.now()
    pages = Paginator(current.over(now), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": shown.faces(queries.in_work(), now),
        "active": shown.faces(current.in_force(now), now),
        "past": shown.faces(pages, now),
        "pages": pages,
    }
    return render(request, "warnings/desk.html", context)


@staff_page(policy=warning_policy, verb="draft")
@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """Choose the ready words to begin with."""
    ready = [
        {"code": one.code, "icon": one.icon, "title": text(one.names), "headline": _headline(one)}
        for one in queries.templates()
    ]
    context = {"templates": ready, "crumbs": shown.crumbs(_("New warning"), desk=True)}
    return render(request, "warnings/new.html", context)


def _headline(template: WarningTemplate) -> str:
    words = queries.words_of_template(template)
    return text({language: one.headline for language, one in words.items()})


@staff_page(policy=warning_policy, verb="draft")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write a new draft."""
    now = timezone.now()
    choices = choices_here()
    form = _form(request, choices, _beginning(request))
    if request.method == "POST" and form.is_valid():
        made = drafting.draft_warning(content=form.content(), actor=account_of(request), now=now)
        return redirect("warnings:review", identifier=made.identifier)
    return _written(request, form, _("New warning"))


def _beginning(request: HttpRequest) -> Content:
    code = request.GET.get("template", "")
    if not code:
        return EMPTY
    try:
        return beginning.content_from_template(code, now=timezone.now())
    except TemplateUnknown as unknown:
        raise Http404(code) from unknown


@staff_page(policy=warning_policy, verb="draft")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, identifier: str) -> HttpResponse:
    """Write a draft anew."""
    warning = found(identifier)
    choices = choices_here()
    form = _form(request, choices, queries.content_of(warning), version=warning.version)
    if request.method == "POST" and form.is_valid() and _rewritten(request, form, warning):
        return redirect("warnings:review", identifier=identifier)
    return _written(request, form, warning.identifier, choices.items(warning.place_refs))


def _rewritten(request: HttpRequest, form: WarningForm, warning: PublicWarning) -> bool:
    try:
        drafting.rewrite(
            identifier=warning.identifier,
            content=form.content(),
            actor=account_of(request),
            now=timezone.now(),
            expected_version=form.cleaned_data["version"] or 0,
        )
    except ChangedMeanwhile:
        form.add_error(
            None, _("Somebody else changed this draft while you were writing. Your words are still here.")
        )
        return False
    except NotInWork:
        form.add_error(None, _("This warning has gone out meanwhile. Update it instead."))
        return False
    return True


def _form(
    request: HttpRequest, choices: Choices, content: Content, version: int | None = None
) -> WarningForm:
    return WarningForm(
        request.POST if request.method == "POST" else None,
        initial={**initial_of(content, choices), "version": version},
        choices=choices,
        list_names=list_names(queries.contact_lists()),
    )


def _written(request: HttpRequest, form: WarningForm, label: str, items: Any = ()) -> HttpResponse:
    lon, lat = current_pack().centre
    context = {
        "form": form, "items": items, "crumbs": shown.crumbs(label, desk=True),
        "lon": lon, "lat": lat,
    }  # fmt: skip
    return render(request, "warnings/write.html", context, status=422 if form.errors else 200)


@staff_page(policy=warning_policy, verb="see")
@require_GET
def review(request: HttpRequest, identifier: str) -> HttpResponse:
    """Exactly what people will read, who will be told, what is wrong, and what one may do."""
    return page_of(request, found(identifier))


def page_of(
    request: HttpRequest, warning: PublicWarning, *, errors: Any = (), status: int = 200
) -> HttpResponse:
    """The page of one warning, with what could not be done said on top."""
    context = {
        "view": review_of(warning, account_of(request), timezone.now()),
        "errors": errors,
        "reason_form": ReasonForm(),
        "crumbs": shown.crumbs(warning.identifier, desk=True),
    }
    return render(request, "warnings/review.html", context, status=status)


def found(identifier: str) -> PublicWarning:
    """
    The warning of an address.

    :raises Http404: if there is none
    """
    try:
        return queries.warning_in_full(identifier)
    except WarningUnknown as unknown:
        raise Http404(identifier) from unknown
