"""Opinions at the desk: what of them is shown, and what the city answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meydan.base.people.public import NotAllowed, account_of, staff_page
from meydan.domains.participation import errors as faults
from meydan.domains.participation import operations
from meydan.domains.participation.forms import consultations as typed
from meydan.domains.participation.models import Opinion
from meydan.domains.participation.policies import hearing_policy
from meydan.domains.participation.presentation import consultations as presentation
from meydan.domains.participation.queries import consultations as queries
from meydan.domains.participation.views.hear import found

MOST_TO_CHOOSE = 200


@staff_page(policy=hearing_policy, verb="see")
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One opinion in its own words: show it, or hold it back with a reason."""
    held = found(code, published=False)
    opinion = get_object_or_404(queries.opinions_of(held), number=number)
    step = request.POST.get("step", "")
    if step and not hearing_policy.may(account_of(request), "enter", held):
        raise NotAllowed(f"{request.user} may not {step}")
    show = typed.ShowForm(
        request.POST if step == "show" else None, initial={"public_words": opinion.public_words}
    )
    hold = typed.HoldForm(request.POST if step == "hold" else None)
    done: dict[str, Any] = {"opinion": opinion, "actor": account_of(request), "now": timezone.now()}
    if step == "show" and show.is_valid():
        operations.show_opinion(public_words=show.cleaned_data["public_words"], **done)
        return redirect("participation:hear_one", code=code)
    if step == "hold" and hold.is_valid():
        operations.hold_opinion(reason=hold.cleaned_data["reason"], **done)
        return redirect("participation:hear_one", code=code)
    if step == "forget":
        operations.forget_author(**done)
        messages.success(request, _("Name, phone and the very words are erased."))
        return redirect("participation:hear_check", code=code, number=number)
    name, phone = operations.author_of(opinion)
    context = {
        "one": held, "opinion": opinion, "said": presentation.said(opinion), "words": operations.words_of(opinion),
        "name": name, "phone": phone, "show": show, "hold": hold,
        "due": presentation.due_words(opinion, timezone.now()),
        "crumbs": presentation.crumbs(_("Check an opinion"), desk=True, of=held),
    }  # fmt: skip
    return render(request, "participation/hear_check.html", context, status=422 if step else 200)


@staff_page(policy=hearing_policy, verb="see")
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Answer one opinion, or several that say the same."""
    held = found(code, published=False)
    if not hearing_policy.may(account_of(request), "answer", held):
        raise NotAllowed(f"{request.user} may not answer")
    waiting = list(queries.unanswered(held)[:MOST_TO_CHOOSE])
    form = typed.AnswerForm(request.POST or None, initial={"opinions": request.GET.getlist("opinion")})
    form.fields["opinions"].choices = [(one.number, _choice(one)) for one in waiting]  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        chosen = [one for one in waiting if one.number in said["opinions"]]
        try:
            operations.answer_opinions(
                consultation=held, opinions=chosen, gist=said["gist"], outcome=said["outcome"], reason=said["reason"],
                changed=said["changed"], action_code=said["action_code"], actor=account_of(request), now=timezone.now(),
                plan_version=int(said["plan_version"]) if said["plan_version"] else None,
            )  # fmt: skip
        except (faults.AnsweredAlready, faults.AnswerIncomplete):
            messages.error(request, _("Somebody answered one of them meanwhile. Look again."))
        else:
            return redirect("participation:hear_one", code=code)
    context = {
        "one": held,
        "form": form,
        "waiting": waiting,
        "crumbs": presentation.crumbs(_("Answer opinions"), desk=True, of=held),
    }
    return render(request, "participation/hear_answer.html", context, status=422 if form.is_bound else 200)


def _choice(opinion: Opinion) -> str:
    words = operations.words_of(opinion) or opinion.public_words
    about = presentation.about(opinion)
    short = words if len(words) <= 160 else words[:160].rstrip() + "…"
    return f"{opinion.number}. {about + ': ' if about else ''}{short}"
