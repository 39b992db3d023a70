"""The officer's page of one case: history, clocks, papers, and the ways on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meydan.base.people.public import Account, NotAllowed, accounts_within, staff_page
from meydan.kernel.cases.answersview import answers_for
from meydan.kernel.cases.casepanels import panels_of
from meydan.kernel.cases.deskview import desk_view
from meydan.kernel.cases.engine.evidence import EvidenceUnfit
from meydan.kernel.cases.engine.workflow import Workflow
from meydan.kernel.cases.evidenceform import EvidenceForm, unfit_words
from meydan.kernel.cases.evidencewords import missing_words
from meydan.kernel.cases.forms import REFUSALS
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.holding import CaseChanged
from meydan.kernel.cases.operations.looking import note_look
from meydan.kernel.cases.operations.moving import EvidenceMissing, TransitionNotAllowed, advance, assign
from meydan.kernel.cases.operations.photos import FileRefused
from meydan.kernel.cases.operations.reopening import ReasonUnknown
from meydan.kernel.cases.operations.suspending import suspend
from meydan.kernel.cases.operations.ties import TieHolds
from meydan.kernel.cases.operations.words import NothingWritten, add_note, message_reporter
from meydan.kernel.cases.paperview import papers_view
from meydan.kernel.cases.policies import case_policy, standing_of
from meydan.kernel.cases.queries.cases import CaseUnknown, case_in_full
from meydan.kernel.cases.queries.evidence import evidence_held, still_asked
from meydan.kernel.cases.queries.fees import fee_of
from meydan.kernel.cases.queries.looks import looks_at
from meydan.kernel.cases.queries.playbooks import runs_of_case
from meydan.kernel.cases.queries.reopening import reasons_for
from meydan.kernel.cases.queries.suspensions import open_suspension
from meydan.kernel.cases.queries.workflows import workflow


@staff_page(policy=case_policy, verb="see")
@require_GET
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case."""
    return _page(request, _case(case_id))


def _case(case_id: int) -> Case:
    try:
        return case_in_full(case_id)
    except CaseUnknown as absent:
        raise Http404(str(case_id)) from absent


def _page(
    request: HttpRequest, found: Case, *, errors: Sequence[object] = (), status: int = 200
) -> HttpResponse:
    """Show a case with what was typed still in its boxes, and write down that it was opened."""
    account, now = _account(request), timezone.now()
    who = standing_of(account)
    note_look(case=found, who=who, session_key=request.session.session_key or "", now=now)
    view = desk_view(found, account, now, standing=who)
    told: dict[str, Any] = {
        "view": view,
        "suspension": open_suspension(found.pk),
        "may_settle": view.can_act,
        "reopen_reasons": reasons_for(found.service) if found.is_closed and view.ways else [],
        "version": found.version,
        "evidence_form": EvidenceForm(request.POST if errors else None, asked=view.asked),
        "officers": _officers(found, account),
        "form_answers": answers_for(found, account),
        "runs": runs_of_case(found.pk, found.alert_id),
        "issued": papers_view(found, who),
        "panels": panels_of(
            found,
            who,
            request.POST if errors else None,
            with_forms=request.GET.get("open") == "ties",
        ),
        "fee": fee_of(found),
        "may_see_looks": who.may("see_looks", found),
        "typed": request.POST if errors else {},
        "errors": errors,
    }
    return render(request, "cases/case.html", told, status=status)


# The panels of the page answer on it too.
case_page = _page


def _account(request: HttpRequest) -> Account:
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - staff_page lets nobody else in
    return account


def _officers(found: Case, account: Account) -> list[Account]:
    # The inspectors of a directorate stand in a unit below it.
    near = [account, *([found.assignee] if found.assignee else []), *accounts_within(found.unit)]
    return list({one.pk: one for one in near}.values())


@staff_page(policy=case_policy, verb="see_looks")
@require_GET
def looks(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the manager of the unit who opened a case."""
    found, account = _case(case_id), _account(request)
    if not standing_of(account).may("see_looks", found):
        raise NotAllowed(f"{account} may not see who opened case {case_id}")
    told = {"case": found, "looks": looks_at(found, with_names=True)}
    return render(request, "cases/looks_page.html", told)


@staff_page(policy=case_policy, verb="act")
@require_POST
def move(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the case along one arrow, giving it to an officer first when one was chosen."""
    found, account, now = _case(case_id), _account(request), timezone.now()
    seen, walk = _seen(request), workflow(found.service.workflow)
    boxes = _evidence_boxes(request, found, account, walk)
    if not boxes.is_valid():
        unread = [error for errors in boxes.errors.values() for error in errors]
        return _page(request, found, errors=unread, status=422)
    try:
        with transaction.atomic():
            taker = _chosen_officer(request, found, account)
            if taker is not None and taker.pk != found.assignee_id:
                assign(case_id=case_id, assignee=taker, actor=account, now=now, expected_version=seen)
                seen += 1
            _require_reason(request, found, walk)
            _step(request, case_id, walk, boxes, account, now, seen)
    except CaseChanged:
        return _page(request, found, errors=[_changed(found)], status=409)
    except EvidenceMissing as lacking:
        return _page(request, found, errors=missing_words(lacking.missing, walk), status=422)
    except ReasonUnknown:
        return _page(request, found, errors=[_("Choose why the case is opened again.")], status=422)
    except EvidenceUnfit as unfit:
        said = unfit_words(walk.evidence[unfit.code], unfit.reason)
        return _page(request, found, errors=[said], status=422)
    except FileRefused as refused:
        return _page(request, found, errors=[REFUSALS[refused.reason]], status=422)
    except TransitionNotAllowed as refused:
        said = _("This step is not open to you from here. The page shows where the case stands now.")
        if isinstance(refused.__cause__, TieHolds) and refused.__cause__.codes:
            said = _("First end: %(codes)s.") % {"codes": ", ".join(refused.__cause__.codes)}
        return _page(request, found, errors=[said], status=403)
    messages.success(request, _("Written down. The case is up to date."))
    return redirect("cases:case", case_id=case_id)


def _require_reason(request: HttpRequest, found: Case, walk: Workflow) -> None:
    """
    At the desk nobody opens a closed case again without choosing why.

    :raises ReasonUnknown: if the step does and nothing was chosen
    """
    way = walk.transitions.get(request.POST.get("transition", ""))
    is_again = found.is_closed and way is not None and not walk.state(way.target).final
    if is_again and not request.POST.get("why"):
        raise ReasonUnknown


def _step(
    request: HttpRequest,
    case_id: int,
    walk: Workflow,
    boxes: EvidenceForm,
    account: Account,
    now: datetime,
    seen: int,
) -> None:
    """Take the chosen step; one that stops the clock with a list of what is asked for waits for it."""
    code, note = request.POST.get("transition", ""), request.POST.get("note", "")
    asks = request.POST.get("asks", "").splitlines()
    chosen = walk.transitions.get(code)
    if chosen is not None and chosen.stops_clock and any(line.strip() for line in asks):
        suspend(
            case_id=case_id, transition=code, asks=asks, actor=account, now=now, note=note, expected_version=seen
        )  # fmt: skip
        return
    advance(
        case_id=case_id,
        transition=code,
        actor=account,
        now=now,
        note=note,
        evidence=request.FILES.getlist("evidence"),
        given=boxes.given,
        reason=request.POST.get("why", ""),
        expected_version=seen,
    )


def _evidence_boxes(request: HttpRequest, found: Case, account: Account, walk: Workflow) -> EvidenceForm:
    ways = walk.open_to(found.state, standing_of(account).roles_on(found))
    asked = still_asked(walk, ways, evidence_held(found, walk, with_personal=False))
    return EvidenceForm(request.POST, request.FILES, asked=asked)


def _seen(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 18 else 0


def _changed(found: Case) -> str:
    """Say who moved it meanwhile and that nothing typed is lost."""
    return _(
        "Somebody else changed this case while you were writing. Your words are still in the box; "
        "look at the history, then send again if it still fits."
    )


def _chosen_officer(request: HttpRequest, found: Case, account: Account) -> Account | None:
    number = request.POST.get("assignee", "")
    return next((one for one in _officers(found, account) if str(one.pk) == number), None)


@staff_page(policy=case_policy, verb="assign")
@require_POST
def hand(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the case to an officer of its unit or of one below."""
    found, account = _case(case_id), _account(request)
    taker = _chosen_officer(request, found, account)
    try:
        assign(
            case_id=case_id,
            assignee=taker,
            actor=account,
            now=timezone.now(),
            expected_version=_seen(request),
        )
    except CaseChanged:
        return _page(request, found, errors=[_changed(found)], status=409)
    messages.success(
        request, _("Given to %(name)s.") % {"name": taker.name} if taker else _("Given back to the unit.")
    )
    return redirect("cases:case", case_id=case_id)


@staff_page(policy=case_policy, verb="note")
@require_POST
def note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write a note into the history."""
    found = _case(case_id)
    try:
        add_note(
            case_id=case_id,
            text=request.POST.get("text", ""),
            actor=_account(request),
            now=timezone.now(),
            is_public=request.POST.get("is_public") == "1",
        )
    except NothingWritten:
        return _page(request, found, errors=[_("The note is empty. Write a few words.")], status=422)
    messages.success(request, _("The note stands in the history."))
    return redirect("cases:case", case_id=case_id)


@staff_page(policy=case_policy, verb="message")
@require_POST
def message(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write to the citizen who reported."""
    found, account = _case(case_id), _account(request)
    if not standing_of(account).may("message", found):
        raise NotAllowed(f"{account} may not write about case {case_id}")
    try:
        message_reporter(
            case_id=case_id, text=request.POST.get("text", ""), actor=account, now=timezone.now()
        )
    except NothingWritten:
        return _page(request, found, errors=[_("The message is empty. Write a few words.")], status=422)
    messages.success(request, _("The message is on its way."))
    return redirect("cases:case", case_id=case_id)
