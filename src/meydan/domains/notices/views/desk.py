"""Writing a notice, putting it out, changing it, ending it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.packs.public import current
from meydan.base.people.public import account_of, staff_page
from meydan.domains.notices import operations, queries
from meydan.domains.notices.errors import EndsTooEarly, NoticeOver, NoticeUnknown
from meydan.domains.notices.forms import NoticeForm, ReasonForm, initial_of
from meydan.domains.notices.kinds import kind_of
from meydan.domains.notices.models import Notice
from meydan.domains.notices.policies import notice_policy
from meydan.domains.notices.presentation import crumbs, face, map_items
from meydan.kernel.cases.public import CaseChanged, Service, TransitionNotAllowed, desk_view

A_PAGE = 25


@staff_page(policy=notice_policy, verb="see")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Drafts, what is out, what is over; and which kinds can be written."""
    now = timezone.now()
    pages = Paginator(queries.past(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "drafts": [face(one, now) for one in queries.drafts()],
        "out": [face(one, now) for one in queries.standing(now)],
        "past": [face(one, now) for one in pages],
        "pages": pages,
        "services": queries.services_of_notices(),
        "may_write": notice_policy.may(account_of(request), "write"),
    }
    return render(request, "notices/desk.html", context)


@staff_page(policy=notice_policy, verb="write")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, service: str) -> HttpResponse:
    """Write a draft."""
    chosen = get_object_or_404(Service, code=service, kind="notice", is_active=True)
    has_place = kind_of(service).has_place
    form = NoticeForm(request.POST or None, has_place=has_place, initial=_today())
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.write(
                service=service, said=form.said(), actor=account_of(request), now=timezone.now()
            )
            return redirect("notices:one", code=made.case.code)
        except EndsTooEarly:
            form.add_error("ends_on", _("This end has passed already."))
    return _form_page(request, form, chosen.names)


def _today() -> dict[str, object]:
    now = timezone.localtime()
    return {"starts_on": now.date()}


def _form_page(request: HttpRequest, form: NoticeForm, names: object) -> HttpResponse:
    lon, lat = current().centre
    point = {
        "lon": form["lon"].value() or lon, "lat": form["lat"].value() or lat,
    } if form.has_place else {}  # fmt: skip
    context = {"form": form, "names": names, "crumbs": crumbs(desk=True), **point}
    return render(request, "notices/write.html", context, status=422 if form.is_bound else 200)


@staff_page(policy=notice_policy, verb="see")
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One notice as people read it, and what can be done with it."""
    return _page(request, _notice(code), ReasonForm())


def _notice(code: str) -> Notice:
    try:
        return queries.notice(code)
    except NoticeUnknown as unknown:
        raise Http404(code) from unknown


def _page(
    request: HttpRequest, notice: Notice, reason: ReasonForm, *, said: str = "", status: int = 200
) -> HttpResponse:
    account = account_of(request)
    view = desk_view(notice.case, account, timezone.now())
    ways = [way for way in (view.primary, *view.others) if way is not None]
    context = {
        "face": face(notice, timezone.now()), "items": map_items(notice), "ways": [way.code for way in ways],
        "reason": reason, "said": said, "may_write": notice_policy.may(account, "write"),
        "crumbs": crumbs(notice.case.title, desk=True),
    }  # fmt: skip
    return render(request, "notices/one.html", context, status=status)


@staff_page(policy=notice_policy, verb="write")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Say it anew."""
    notice = _notice(code)
    has_place = kind_of(notice.case.service.code).has_place
    form = NoticeForm(request.POST or None, has_place=has_place, initial=initial_of(notice))
    if request.method == "POST" and form.is_valid():
        try:
            operations.change(
                notice=notice, said=form.said(), actor=account_of(request), now=timezone.now(),
                expected_version=form.cleaned_data["version"],
            )  # fmt: skip
            return redirect("notices:one", code=code)
        except EndsTooEarly:
            form.add_error("ends_on", _("This end has passed already."))
        except CaseChanged:
            form.add_error(
                None, _("Somebody else changed it while you were writing. Your words are still here.")
            )
        except NoticeOver:
            form.add_error(None, _("This notice is over; write a new one."))
    return _form_page(request, form, notice.case.titles)


@staff_page(policy=notice_policy, verb="write")
@require_POST
def step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Put it out, end it, or call it off."""
    notice, now, actor = _notice(code), timezone.now(), account_of(request)
    reason = ReasonForm(request.POST) if step == "call-off" else ReasonForm()
    if step == "call-off" and not reason.is_valid():
        return _page(request, notice, reason, status=422)
    version = request.POST.get("version", "")
    try:
        if step == "announce":
            operations.announce(
                notice=notice, actor=actor, now=now,
                expected_version=int(version) if version.isdigit() else None,
            )  # fmt: skip
        elif step == "end":
            operations.end(notice=notice, actor=actor, now=now)
        elif step == "call-off":
            operations.call_off(notice=notice, reason=reason.cleaned_data["reason"], actor=actor, now=now)
        else:
            raise Http404(step)
    except EndsTooEarly:
        return _page(
            request, notice, reason, said=_("Its end has passed. Change the hours first."), status=409
        )
    except CaseChanged:
        said = _("Somebody else changed it meanwhile. This is how it stands now.")
        return _page(request, _notice(code), reason, said=said, status=409)
    except TransitionNotAllowed:
        said = _("You cannot do this, or somebody did it already. This is how it stands now.")
        return _page(request, _notice(code), reason, said=said, status=409)
    return redirect("notices:one", code=code)
