"""One idea: read it, stand behind it, talk about it, follow it, point at what breaks a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.locale.public import current_language, text
from meydan.base.people.public import public_page
from meydan.domains.participation import errors as faults
from meydan.domains.participation import house
from meydan.domains.participation.forms.proposals import CommentForm, FlagForm
from meydan.domains.participation.models import Comment, Proposal, Stance, Status
from meydan.domains.participation.operations.following import follow
from meydan.domains.participation.operations.moderating import flag
from meydan.domains.participation.operations.proposals import comment, support, take_support_back
from meydan.domains.participation.persons import Person
from meydan.domains.participation.policies import idea_policy
from meydan.domains.participation.presentation import proposals as shown
from meydan.domains.participation.queries import proposals as queries
from meydan.domains.participation.queries.news import news_of, said
from meydan.domains.participation.views.idea_evidence import evidence_told
from meydan.domains.participation.views.idea_mine import out_of_sight
from meydan.domains.participation.views.idea_person import ask_who, person_of
from meydan.kernel.cases.public import TooMany, address_of, count_visit

FLOOD = {"comment": "comment", "flag": "flag", "support": "support", "back": "support", "follow": "support"}


@public_page
@require_http_methods(["GET", "POST"])
def idea(request: HttpRequest, number: int) -> HttpResponse:
    """Show an idea; take one act of a person who is known."""
    try:
        found = queries.proposal(number)
    except faults.ProposalUnknown as unknown:
        gone = out_of_sight(request, number)
        if gone is None:
            raise Http404(str(number)) from unknown
        return gone
    act = request.POST.get("act", "")
    if act not in ACTS:
        return _page(request, found, CommentForm(), FlagForm(), 422 if request.POST else 200)
    person = person_of(request, timezone.now())
    if person is not None:
        return _taken(request, found, person, act)
    if act != "comment":
        return ask_who(request, f"/proposals/{found.pk}/#act")
    # Their words are not lost: the page keeps them, and says what is missing.
    form = CommentForm(request.POST)
    form.is_valid()
    form.add_error(None, _("Show your phone first: the button below this form. Your words stay here."))
    return _page(request, found, form, FlagForm(), 422)


def _taken(request: HttpRequest, found: Proposal, person: Person, act: str) -> HttpResponse:
    """Do what a person asks for, or say why it cannot be done."""
    try:
        count_visit(kind=FLOOD[act], address=address_of(request), now=timezone.now())
        return ACTS[act](request, found, person)
    except TooMany as flood:
        words = _("Too many from here. Try again in %(minutes)s minutes; nothing was lost.")
        messages.warning(request, words % {"minutes": flood.wait_minutes})
    except tuple(SAID) as fault:
        messages.info(request, SAID[type(fault)]())
    if act == "comment":
        return _page(request, found, CommentForm(request.POST), FlagForm(), 429)
    return redirect("participation:idea", number=found.pk)


def _support(request: HttpRequest, found: Proposal, person: Person) -> HttpResponse:
    support(proposal_id=found.pk, person=person, wants_news="news" in request.POST)
    messages.success(request, _("You are counted."))
    return redirect("participation:idea", number=found.pk)


def _back(request: HttpRequest, found: Proposal, person: Person) -> HttpResponse:
    if take_support_back(proposal_id=found.pk, person=person):
        messages.success(request, _("You are no longer counted."))
    return redirect("participation:idea", number=found.pk)


def _follow(request: HttpRequest, found: Proposal, person: Person) -> HttpResponse:
    if follow(proposal=found, person=person) is None:
        return ask_who(request, f"/proposals/{found.pk}/#act")
    messages.success(request, _("You will hear what becomes of it, once a day at most."))
    return redirect("participation:idea", number=found.pk)


def _comment(request: HttpRequest, found: Proposal, person: Person) -> HttpResponse:
    form = CommentForm(request.POST)
    is_valid = form.is_valid()
    if not is_valid or form.found:
        return _page(request, found, form, FlagForm(), 200 if is_valid else 422)
    made = comment(
        proposal_id=found.pk, person=person, words=form.said("words"), stance=form.cleaned_data["stance"],
        language=current_language(), parent_id=form.cleaned_data["parent"], now=timezone.now(),
        signed_as=form.cleaned_data["signed_as"],
    )  # fmt: skip
    messages.success(request, _("Your words are here."))
    return redirect(f"/proposals/{found.pk}/#comment-{made.pk}")


def _flag(request: HttpRequest, found: Proposal, person: Person) -> HttpResponse:
    form = FlagForm(request.POST)
    if not form.is_valid():
        return _page(request, found, CommentForm(), form, 422)
    thing: Proposal | Comment = found
    number = request.POST.get("comment", "")
    if number.isascii() and number.isdigit() and len(number) < 16:
        thing = Comment.objects.filter(pk=int(number), proposal=found).first() or found
    flag(
        thing=thing, rule=form.cleaned_data["rule"], words=form.cleaned_data["words"], now=timezone.now(),
        reader_digest=person.support_digest(found.pk),
    )  # fmt: skip
    messages.success(request, _("Thank you. An officer will look at it."))
    return redirect("participation:idea", number=found.pk)


SAID: dict[type[Exception], Callable[[], str]] = {
    faults.AlreadyBehind: lambda: _("You are behind it already. Nothing more is needed."),
    faults.NotTakenNow: lambda: _("It was answered meanwhile; support and comments are closed."),
    faults.ProposalUnknown: lambda: _("This is no longer here."),
    faults.HiddenAlready: lambda: _("This is no longer here."),
    faults.RuleUnknown: lambda: _("This is no longer here."),
}
Act = Callable[[HttpRequest, Proposal, Person], HttpResponse]
ACTS: dict[str, Act] = {
    "support": _support, "back": _back, "follow": _follow, "comment": _comment, "flag": _flag,
}  # fmt: skip


def _page(
    request: HttpRequest, found: Proposal, form: CommentForm, flagging: FlagForm, status: int
) -> HttpResponse:
    person = person_of(request, timezone.now())
    areas = queries.area_names() if found.neighbourhood else {}
    told: dict[str, Any] = {
        "proposal": found, "row": shown.rows_of([found], areas)[0], "person": person, "form": form,
        "flagging": flagging, "is_behind": queries.is_behind(found, person),
        "is_mine": person is not None and found.author_digest == person.author_digest != "",
        "talk": [(_voice(one), [_voice(reply) for reply in replies]) for one, replies in queries.talk_of(found)],
        "history": [(event, shown.event_words(event)) for event in queries.history_of(found)],
        "news": [(one, said(one)) for one in news_of(found)], "action": found.action,
        "action_name": text(found.action.names) if found.action else "", "photos": list(found.photos.order_by("pk")),
        "evidence": evidence_told(found, timezone.now()), "may_answer": idea_policy.may(request.user, "see"),
        "found": form.found if form.is_bound and form.is_valid() else [], "rules": house.rules(),
        "status_label": Status(found.status).label,
        "crumbs": [{"label": _("Ideas"), "href": "/proposals/"}, {"label": found.title, "href": ""}],
        "reply_to": request.GET.get("reply", "") if request.GET.get("reply", "").isdigit() else "",
    }  # fmt: skip
    return render(request, "participation/idea.html", told, status=status)


def _voice(one: Comment) -> dict[str, Any]:
    return {"comment": one, "chip": shown.STANCES[Stance(one.stance)], "word": Stance(one.stance).label}
