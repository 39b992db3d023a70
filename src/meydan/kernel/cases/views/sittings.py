"""A session under way: who is in the room, the agenda, the votes, the decision, the minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.cases.body_policies import body_policy
from meydan.kernel.cases.bodyview import ItemView, SessionView, law_of, session_view, waiting_for
from meydan.kernel.cases.bodywords import REFUSALS, refusal_words
from meydan.kernel.cases.engine.evidence import EvidenceAsked, EvidenceUnfit
from meydan.kernel.cases.evidenceform import EvidenceForm, unfit_words
from meydan.kernel.cases.evidencewords import missing_words
from meydan.kernel.cases.forms import REFUSALS as FILE_REFUSALS
from meydan.kernel.cases.models import AgendaItem, Ballot, BodyMember, BodySession, Case
from meydan.kernel.cases.operations import agenda, deciding, sessions, voting
from meydan.kernel.cases.operations.moving import EvidenceMissing
from meydan.kernel.cases.operations.photos import FileRefused
from meydan.kernel.cases.policies import case_policy
from meydan.kernel.cases.queries import bodies as queries
from meydan.kernel.cases.queries.evidence import evidence_held, still_asked
from meydan.kernel.cases.queries.workflows import workflow


def _view(request: HttpRequest, pk: int) -> SessionView:
    found = queries.session_in_full(pk)
    if found is None:
        raise Http404(str(pk))
    return session_view(found, account_of(request))


@staff_page(policy=body_policy, verb="see")
@require_GET
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a session: who is in the room, and what lies before it."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, errors: Sequence[object] = (), status: int = 200) -> HttpResponse:
    view = _view(request, pk)
    waits = view.can_keep and view.session.state != BodySession.State.CLOSED
    told = {"view": view, "waiting": waiting_for(view.body) if waits else [], "errors": errors}
    return render(request, "cases/body_session.html", told, status=status)


def _item_page(
    request: HttpRequest, item_id: int, errors: Sequence[object] = (), status: int = 200
) -> HttpResponse:
    items = AgendaItem.objects.exclude(state=AgendaItem.State.STRUCK).select_related(
        "case__service", "signatory"
    )
    item = get_object_or_404(items, pk=item_id)
    view = _view(request, item.session_id)
    chosen = next(one for one in view.items if one.item.pk == item_id)
    mine = [one for one in chosen.votes if one.is_inside and (one.is_own or view.can_keep)]
    presided = item.signatory is not None and item.signatory.account_id == account_of(request).pk
    told = {
        "view": view,
        "chosen": chosen,
        "open": view.session.state == BodySession.State.OPEN,
        "mine": mine,
        "choices": [
            (value, label)
            for value, label in Ballot.Choice.choices
            if value != Ballot.Choice.ABSTAIN or view.body.rules.may_abstain
        ],
        "voted": sum(one.ballot is not None for one in chosen.votes),
        "presided": presided,
        "can_sign": item.state == AgendaItem.State.COUNTED and (presided or view.can_keep),
        "boxes": EvidenceForm(request.POST if errors else None, asked=_asked(item)),
        "papers": item.case.documents.order_by("added_at", "id"),
        "typed": request.POST if errors else {},
        "errors": errors,
    }
    return render(request, "cases/agenda_item.html", told, status=status)


@staff_page(policy=body_policy, verb="see")
@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case before the body: its papers, the vote, the decision."""
    return _item_page(request, pk)


Page = Callable[..., HttpResponse]


def _done(
    request: HttpRequest, page: Page, pk: int, act: Callable[[], Any], said: str, to: str
) -> HttpResponse:
    """Do something; a refusal comes back on the page with its sentence, and nothing was written."""
    try:
        with transaction.atomic():
            act()
    except BodyMember.DoesNotExist:
        return page(request, pk, [_("This body has no such member.")], 404)
    except FileRefused as refused:
        return page(request, pk, [FILE_REFUSALS[refused.reason]], 422)
    except REFUSALS as refused:
        return page(request, pk, [refusal_words(refused)], 409)
    messages.success(request, said)
    return redirect(to, pk=pk)


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 18 else 0


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 18 else 0


@staff_page(policy=body_policy, verb="keep")
@require_POST
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who is in the room."""
    get_object_or_404(BodySession, pk=pk)
    presiding = _number(request.POST.get("presiding", ""))

    def act() -> None:
        sessions.write_attendance(
            session_id=pk,
            present=[_number(one) for one in request.POST.getlist("present")],
            presiding=presiding or None,
            actor=account_of(request),
            now=timezone.now(),
            expected_version=_version(request),
        )

    return _done(request, _page, pk, act, _("It is written down who is in the room."), "cases:body_session")


@staff_page(policy=body_policy, verb="keep")
@require_POST
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or close a session."""
    get_object_or_404(BodySession, pk=pk)
    closes = request.POST.get("act") == "close"
    order = sessions.close_session if closes else sessions.open_session

    def act() -> None:
        order(
            session_id=pk, actor=account_of(request), now=timezone.now(), expected_version=_version(request)
        )

    said = (
        _("The session is over. What was not voted may come before another.")
        if closes
        else _("The session is open.")
    )
    return _done(request, _page, pk, act, said, "cases:body_session")


@staff_page(policy=case_policy, verb="act")
@require_POST
def put(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put a case before a session, from the case's page or the session's."""
    found = get_object_or_404(Case, pk=case_id)
    chosen, _colon, option = request.POST.get("choice", "").partition(":")
    session_id = get_object_or_404(BodySession, pk=_number(chosen)).pk
    try:
        agenda.put_before(
            session_id=session_id,
            case_id=found.pk,
            option=option,
            actor=account_of(request),
            now=timezone.now(),
        )
    except REFUSALS as refused:
        messages.error(request, refusal_words(refused))
    else:
        messages.success(request, _("The case is on the agenda; whoever follows it sees the day."))
    if request.POST.get("back") == "session":
        return redirect("cases:body_session", pk=session_id)
    return redirect("cases:case", case_id=found.pk)


@staff_page(policy=body_policy, verb="keep")
@require_POST
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item off the agenda."""
    found = get_object_or_404(AgendaItem, pk=pk)
    try:
        agenda.strike(
            item_id=pk,
            reason=request.POST.get("reason", ""),
            actor=account_of(request),
            now=timezone.now(),
        )
    except REFUSALS as refused:
        return _item_page(request, pk, [refusal_words(refused)], 409)
    messages.success(request, _("It is off the agenda."))
    return redirect("cases:body_session", pk=found.session_id)


@staff_page(policy=body_policy, verb="vote")
@require_POST
def votes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the votes sent: the secretary's list, or a member's own."""
    get_object_or_404(AgendaItem, pk=pk)
    known = Ballot.Choice.values
    given = {
        name[5:]: choice
        for name, choice in request.POST.items()
        if name.startswith("vote-") and choice in known
    }

    def act() -> None:
        for number, choice in given.items():
            voting.cast_vote(
                item_id=pk,
                member_id=_number(number),
                choice=choice,
                opinion=request.POST.get(f"opinion-{number}", ""),
                actor=account_of(request),
                now=timezone.now(),
            )

    return _done(request, _item_page, pk, act, _("The votes are written down."), "cases:agenda_item")


@staff_page(policy=body_policy, verb="keep")
@require_POST
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Count the votes, or take a count back."""
    get_object_or_404(AgendaItem, pk=pk)
    again = request.POST.get("act") == "again"

    def act() -> None:
        if again:
            voting.vote_again(item_id=pk, actor=account_of(request), now=timezone.now())
        else:
            voting.count_votes(
                item_id=pk,
                actor=account_of(request),
                now=timezone.now(),
                expected_version=_version(request),
            )

    said = _("The count is taken back; vote again.") if again else _("The votes are counted.")
    return _done(request, _item_page, pk, act, said, "cases:agenda_item")


@staff_page(policy=body_policy, verb="vote")
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the decision: it is final, and the case moves on."""
    found = get_object_or_404(AgendaItem.objects.select_related("case__service"), pk=pk)
    walk = workflow(found.case.service.workflow)
    boxes = EvidenceForm(request.POST, request.FILES, asked=_asked(found))
    if not boxes.is_valid():
        return _item_page(request, pk, [error for errors in boxes.errors.values() for error in errors], 422)

    def act() -> None:
        deciding.sign_decision(
            item_id=pk,
            text=request.POST.get("text", ""),
            evidence=request.FILES.getlist("evidence"),
            given=boxes.given,
            actor=account_of(request),
            now=timezone.now(),
            expected_version=_version(request),
        )

    said = _("The decision is signed and has its number.")
    try:
        return _done(request, _item_page, pk, act, said, "cases:agenda_item")
    except EvidenceMissing as lacking:
        return _item_page(request, pk, missing_words(lacking.missing, walk), 422)
    except EvidenceUnfit as unfit:
        return _item_page(request, pk, [unfit_words(walk.evidence[unfit.code], unfit.reason)], 422)


def _asked(found: AgendaItem) -> list[EvidenceAsked]:
    """What the arrow of an adopted decision still asks for by name."""
    if found.outcome != AgendaItem.Outcome.ADOPTED:
        return []
    walk = workflow(found.case.service.workflow)
    ways = [arrow for arrow in walk.leaving(found.case.state) if arrow.code == found.transition]
    return still_asked(walk, ways, evidence_held(found.case, walk, with_personal=False))


@staff_page(policy=body_policy, verb="see")
@require_GET
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a session, ready to print and sign."""
    view = _view(request, pk)
    settled: list[ItemView] = [one for one in view.items if one.item.state != AgendaItem.State.LISTED]
    told = {"view": view, "items": settled, "law": law_of(view.body)}
    return render(request, "cases/minutes.html", told)
