"""What a person wrote, what was hidden of it, and their going; how messages end; what the house hides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meydan.base.people.public import public_page
from meydan.domains.participation import errors as faults
from meydan.domains.participation import house
from meydan.domains.participation.forms.proposals import AppealForm, LeaveForm
from meydan.domains.participation.models import Follower, Outcome, Proposal
from meydan.domains.participation.operations.following import stop_following
from meydan.domains.participation.operations.leaving import erase_person
from meydan.domains.participation.operations.moderating import appeal
from meydan.domains.participation.operations.proposals import withdraw
from meydan.domains.participation.persons import Person
from meydan.domains.participation.presentation import proposals as shown
from meydan.domains.participation.queries import moderation
from meydan.domains.participation.queries.proposals import written_by
from meydan.domains.participation.views.idea_person import ask_who, person_of


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Everything of the person who proved a phone: take back, object, go."""
    person = person_of(request, timezone.now())
    if person is None:
        return ask_who(request, "/proposals/mine/")
    act = request.POST.get("act", "")
    if act == "withdraw":
        return _withdrawn(request, person)
    if act == "appeal":
        return _appealed(request, person)
    if act == "erase":
        return _erased(request, person)
    return _page(request, person, 422 if request.POST else 200)


def _number(request: HttpRequest) -> int:
    typed = request.POST.get("number", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0


def _withdrawn(request: HttpRequest, person: Person) -> HttpResponse:
    try:
        withdraw(proposal_id=_number(request), person=person, now=timezone.now())
        messages.success(request, _("Your idea is taken back. It stays readable, and takes no more support."))
    except (faults.NotYours, faults.NotTakenNow, faults.ProposalUnknown):
        messages.warning(request, _("This cannot be taken back any more."))
    return redirect("participation:idea_mine")


def _appealed(request: HttpRequest, person: Person) -> HttpResponse:
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _page(request, person, 422)
    try:
        appeal(
            hiding_id=_number(request), person=person, words=form.cleaned_data["words"], now=timezone.now()
        )
        messages.success(request, _("Another officer will read it and write to you."))
    except (faults.NothingToAppeal, faults.NotYours, faults.AnswerMissing):
        messages.warning(request, _("There is nothing left to object to here."))
    return redirect("participation:idea_mine")


def _erased(request: HttpRequest, person: Person) -> HttpResponse:
    form = LeaveForm(request.POST)
    if not form.is_valid() or "sure" not in request.POST:
        messages.warning(request, _("Tick the box if you are sure; it cannot be undone."))
        return _page(request, person, 422)
    keeps = form.cleaned_data["words"] == "keep"
    left = erase_person(person=person, keeps_words=keeps, now=timezone.now())
    told = {"left": left, "keeps": keeps}
    return render(request, "participation/idea_gone.html", told)


def _page(request: HttpRequest, person: Person, status: int = 200) -> HttpResponse:
    ideas, comments = written_by(person)
    rules = house.rules()
    hidings = list(moderation.hidings_of(person))
    told: dict[str, Any] = {
        "rows": shown.rows_of(ideas, {}), "comments": comments, "leave": LeaveForm(), "appeal": AppealForm(),
        "hidings": [
            {
                "hiding": one, "rule": rules.get(one.rule, one.rule), "outcome": one.get_outcome_display(),
                "words": one.comment.words if one.comment else one.proposal.title if one.proposal else "",
                "may_appeal": one.outcome == Outcome.HIDDEN,
            }
            for one in hidings
        ],
        "crumbs": [{"label": _("Ideas"), "href": "/proposals/"}, {"label": _("My ideas and words"), "href": ""}],
    }  # fmt: skip
    return render(request, "participation/idea_mine.html", told, status=status)


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the messages of a link: a press, so that no program that looks at links ends them."""
    follower = Follower.objects.filter(token=token).select_related("proposal").first()
    if request.method == "POST" and follower is not None:
        stop_following(token=token, everything="everything" in request.POST)
        return render(request, "participation/idea_stop.html", {"is_done": True})
    return render(
        request, "participation/idea_stop.html", {"follower": follower, "is_done": follower is None}
    )


@public_page
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """By which rules something was hidden, when, and how it ended; no words and no names."""
    rules, counts = house.rules(), moderation.log_counts()
    told = {
        "rows": [
            {
                "hiding": one, "rule": rules.get(one.rule, one.rule), "outcome": one.get_outcome_display(),
                "what": _("A comment") if one.comment_id else _("An idea"),
                "chip": "good" if one.outcome == Outcome.RESTORED else "watch" if one.outcome == Outcome.APPEALED
                else "plain",
            }
            for one in moderation.public_log()
        ],
        "counts": [(Outcome(code).label, counts.get(code, 0)) for code in Outcome.values],
        "rules": list(rules.values()),
        "crumbs": [{"label": _("Ideas"), "href": "/proposals/"}, {"label": _("What was hidden, and why"), "href": ""}],
    }  # fmt: skip
    return render(request, "participation/idea_log.html", told)


def out_of_sight(request: HttpRequest, number: int) -> HttpResponse | None:
    """Where an idea stood that is out of sight: by which rule, and nothing of it; ``None`` where none stood."""
    found = Proposal.objects.filter(pk=number, is_hidden=True).first() if number < 10**15 else None
    if found is None:
        return None
    row = moderation.standing_hiding(found)
    told = {"row": row, "rule": house.rules().get(row.rule, "") if row else ""}
    return render(request, "participation/idea_hidden.html", told, status=410)
