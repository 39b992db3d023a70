"""Following a case by its code: what everyone may see, and more for the one who reported."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.appointments.public import change_until_words, of_thing
from meydan.base.people.public import public_page
from meydan.kernel.cases import presentation
from meydan.kernel.cases.forms import FollowForm, KeyForm, MessageForm, PhoneForm
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.flood import TooMany, count_visit
from meydan.kernel.cases.operations.sending import reopen_until, write_to_office
from meydan.kernel.cases.operations.words import message_office
from meydan.kernel.cases.paperview import papers_for_reporter
from meydan.kernel.cases.queries.cases import (
    CaseUnknown,
    by_code,
    clocks_of,
    history,
    is_own_key,
    own_papers,
    reporter_has_phone,
    second_authority,
)
from meydan.kernel.cases.queries.fees import fee_of
from meydan.kernel.cases.queries.looks import looks_at
from meydan.kernel.cases.queries.pace import way_of
from meydan.kernel.cases.queries.reopening import reasons_for
from meydan.kernel.cases.queries.suspensions import open_suspension
from meydan.kernel.cases.queries.workflows import workflow
from meydan.kernel.cases.views import ownacts
from meydan.kernel.cases.views.metoo import supported
from meydan.kernel.cases.views.mine import too_many_words
from meydan.kernel.cases.views.visitor import address_of, is_mine, remember_code


@public_page
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for a code; the codes this browser reported are at hand."""
    typed = request.POST or request.GET
    if "code" not in typed:
        return render(
            request,
            "cases/follow.html",
            {"form": FollowForm(), "mine": list(reversed(request.session.get("cases_mine", [])))},
        )
    form = FollowForm(typed)
    if form.is_valid():
        found = _found(request, form)
        if found is not None:
            return redirect("cases:followed", code=found.code)
    return render(request, "cases/follow.html", {"form": form}, status=404)


def _found(request: HttpRequest, form: FollowForm) -> Case | None:
    try:
        return by_code(form.cleaned_data["code"])
    except CaseUnknown:
        form.add_error("code", _unknown_words(request))
        return None


def _unknown_words(request: HttpRequest) -> str:
    """Count a miss: a code is not found by trying."""
    try:
        count_visit(kind="follow", address=address_of(request), now=timezone.now())
    except TooMany as flood:
        return too_many_words(flood)
    return _("We know no report with this code. Look at the message again; there is no 1, I or L in a code.")


@public_page
@require_http_methods(["GET", "POST"])
def followed(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a case stands; take a message, an answer, or the phone that opens the letters."""
    try:
        case = by_code(code)
    except CaseUnknown:
        form = FollowForm({"code": code})
        form.is_valid()
        form.add_error("code", _unknown_words(request))
        return render(request, "cases/follow.html", {"form": form}, status=404)
    if request.method == "POST":
        return _taken(request, case)
    return _page(request, case, MessageForm(), PhoneForm(), KeyForm())


def _time(case: Case, is_own: bool) -> dict[str, Any]:
    booking = of_thing(case.ref) if is_own else None
    return {"booking": booking, "until": change_until_words(booking)} if booking else {}


def _taken(request: HttpRequest, case: Case) -> HttpResponse:
    act = request.POST.get("act", "")
    message, phone, key = MessageForm(), PhoneForm(), KeyForm()
    try:
        if act in ownacts.ACTS:
            return _own_act(request, case, act)
        if act == "phone":
            phone = PhoneForm(request.POST)
            if phone.is_valid() and _phone_fits(request, case, phone):
                return redirect("cases:followed", code=case.code)
        elif act == "key":
            key = KeyForm(request.POST)
            if key.is_valid() and _key_fits(request, case, key):
                return redirect("cases:followed", code=case.code)
        elif act == "support":
            return _support(request, case)
        elif act == "message":
            message = MessageForm(request.POST)
            if message.is_valid():
                return _message_taken(request, case, message)
    except TooMany as flood:
        form = {"phone": phone, "key": key}.get(act, message)
        form.is_valid()
        form.add_error(None, too_many_words(flood))
    return _page(request, case, message, phone, key, status=422)


def _own_act(request: HttpRequest, case: Case, act: str) -> HttpResponse:
    if is_mine(request, case, timezone.now()):
        ownacts.done(request, case, act)
    else:
        messages.warning(request, _("Show first that it is your report: with its phone or its key."))
    return redirect("cases:followed", code=case.code)


def _support(request: HttpRequest, case: Case) -> HttpResponse:
    form = PhoneForm(request.POST)
    form.fields["phone"].required = False
    if not form.is_valid():
        messages.warning(request, str(form.errors["phone"][0]))
        return redirect("cases:followed", code=case.code)
    count_visit(kind="report", address=address_of(request), now=timezone.now())
    return supported(request, case.code, form.cleaned_data["phone"])


def _key_fits(request: HttpRequest, case: Case, form: KeyForm) -> bool:
    count_visit(kind="phone", address=address_of(request), now=timezone.now())
    if is_own_key(case, form.cleaned_data["key"]):
        remember_code(request, case.code)
        return True
    form.add_error(
        "key", _("This is not the key of this report. It stands on the page you saw after sending.")
    )
    return False


def _message_taken(request: HttpRequest, case: Case, message: MessageForm) -> HttpResponse:
    count_visit(kind="report", address=address_of(request), now=timezone.now())
    words, now = message.cleaned_data["words"], timezone.now()
    # Anyone with the code may write; only who reported answers what the office asked.
    write = write_to_office if is_mine(request, case, now) else message_office
    write(case_id=case.pk, text=words, now=now)
    messages.success(request, _("Your message is with the office."))
    return redirect("cases:followed", code=case.code)


def _phone_fits(request: HttpRequest, case: Case, form: PhoneForm) -> bool:
    count_visit(kind="phone", address=address_of(request), now=timezone.now())
    if reporter_has_phone(case, form.cleaned_data["phone"]):
        remember_code(request, case.code)
        return True
    form.add_error("phone", _("This is not the phone the report was made with."))
    return False


def _page(
    request: HttpRequest,
    case: Case,
    message: MessageForm,
    phone: PhoneForm,
    key: KeyForm,
    status: int = 200,
) -> HttpResponse:
    now, walk = timezone.now(), workflow(case.service.workflow)
    is_own = is_mine(request, case, now)
    events = history(case)
    told = [
        line for event in events if event.is_public and (line := presentation.told_to_public(event, walk))
    ]
    told.sort(key=lambda line: line.at)
    clocks = [clock for clock in clocks_of(case) if clock.is_visible]
    shown: dict[str, Any] = {
        "case": case,
        "state": walk.state(case.state),
        "due": presentation.due_words(case, now),
        "face": presentation.case_face(case, now),
        "told": told,
        "letters": presentation.letters(events, walk) if is_own else [],
        "way": way_of(case, walk),
        "papers": own_papers(case) if is_own else [],
        "decisions": papers_for_reporter(case) if is_own else [],
        "may_reopen": is_own and (until := reopen_until(case)) is not None and now <= until,
        "reopen_until": reopen_until(case),
        "reopen_reasons": reasons_for(case.service),
        "key": key,
        "is_mine": is_own,
        "looks": looks_at(case, with_names=False) if is_own else [],
        "second": second_authority(case),
        **_time(case, is_own),
        "fee": fee_of(case),
        "suspension": open_suspension(case.pk),
        "countings": [(clock, presentation.counting_of(clock)) for clock in clocks],
        "message": message,
        "phone": phone,
    }
    return render(request, "cases/followed.html", shown, status=status)
