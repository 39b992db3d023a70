"""A letter to the citizen begun from a ready text, seen before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from meydan.base.locale.public import text
from meydan.base.people.public import NotAllowed, account_of, staff_page
from meydan.kernel.cases.public import (
    Case,
    CaseUnknown,
    NothingWritten,
    case_in_full,
    case_policy,
    facts_of,
    fill,
    language_of,
    message_reporter,
    ready_texts,
)
from meydan.site.desk.models import ReplyText
from meydan.site.desk.operations.keeping import NameMissing, TooManyKept
from meydan.site.desk.operations.replying import keep_reply
from meydan.site.desk.queries import within_reach
from meydan.site.desk.views.common import standing

PLACEHOLDERS = {
    "code": gettext_lazy("tracking code"),
    "service": gettext_lazy("name of the service"),
    "unit": gettext_lazy("name of the unit"),
    "state": gettext_lazy("where it stands"),
    "address": gettext_lazy("place of the report"),
    "due": gettext_lazy("last day"),
    "opened": gettext_lazy("day of the report"),
    "link": gettext_lazy("address of its page"),
}


@dataclass(frozen=True)
class Offer:
    """A text one may begin from."""

    key: str
    name: str
    words: str


@staff_page(policy=case_policy, verb="message")
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, case_id: int) -> HttpResponse:
    """Offer the ready texts; show the letter as the citizen will read it; send it, or keep its text."""
    case = _case(request, case_id)
    language = language_of(case)
    offers = _offers(request, language)
    words = request.POST.get("text", "")
    if request.method == "GET":
        words = next((one.words for one in offers if one.key == request.GET.get("use")), "")
    filled = fill(words, facts_of(case, language))
    fault = ""
    if request.POST.get("do") == "keep":
        fault = _kept(request, language, words)
    elif request.POST.get("do") == "send":
        fault = _sent(request, case, filled.text, filled.missing)
        if not fault:
            return redirect("cases:case", case_id=case.pk)
    told: dict[str, Any] = {
        "case": case,
        "offers": offers,
        "words": words,
        "preview": filled.text if words.strip() else "",
        "missing": [PLACEHOLDERS.get(name, "{" + name + "}") for name in filled.missing],
        "language": language,
        "placeholders": PLACEHOLDERS,
        "fault": fault,
    }
    return render(request, "desk/reply.html", told, status=422 if fault else 200)


def _case(request: HttpRequest, case_id: int) -> Case:
    try:
        case = case_in_full(case_id)
    except CaseUnknown as absent:
        raise Http404(str(case_id)) from absent
    if not standing(request).may("message", case):
        raise NotAllowed(f"{request.user} may not write about case {case_id}")
    return case


def _offers(request: HttpRequest, language: str) -> list[Offer]:
    own = within_reach(ReplyText.objects.all(), standing(request)).order_by("name", "pk")
    return [
        *(Offer(f"own-{one.pk}", one.name, text(one.texts, language)) for one in own),
        *(Offer(one.code, text(one.names), text(one.texts, language)) for one in ready_texts()),
    ]


def _sent(request: HttpRequest, case: Case, letter: str, missing: tuple[str, ...]) -> str:
    if missing:
        return _("Something is missing in the text. Write it by hand, then send.")
    try:
        message_reporter(case_id=case.pk, text=letter, actor=account_of(request), now=timezone.now())
    except NothingWritten:
        return _("The message is empty. Write a few words.")
    messages.success(request, _("The message is on its way."))
    return ""


def _kept(request: HttpRequest, language: str, words: str) -> str:
    try:
        kept = keep_reply(
            owner=account_of(request),
            name=request.POST.get("name", ""),
            language=language,
            text=words,
            is_shared=request.POST.get("share") == "1",
            now=timezone.now(),
        )
    except NameMissing:
        return _("Write a text and give it a name, then keep it.")
    except TooManyKept:
        return _("You keep a hundred texts already. Use the name of one of them.")
    messages.success(request, _("Kept as “%(name)s”.") % {"name": kept.name})
    return ""
