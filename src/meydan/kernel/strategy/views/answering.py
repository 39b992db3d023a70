"""Where the question of a quarter is answered without signing in: the link, and the gateway's call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from meydan.base.connectors.public import Connector, settings_of
from meydan.base.locale.public import LANGUAGES, NumberField
from meydan.base.people.public import public_page
from meydan.kernel.strategy.engine.answers import LONGEST_REASON, LONGEST_SENTENCE, Answer
from meydan.kernel.strategy.models import Reply
from meydan.kernel.strategy.operations.answering import AnswerRefused, answer_by_link, question_of_link
from meydan.kernel.strategy.operations.inbox import take_sms
from meydan.kernel.strategy.queries.lateness import owes_explanation

# Not an outgoing system, so not registered: only its table in connectors.toml is read.
SMS_INBOUND = Connector(
    "sms_inbound", {"tr": "Gelen SMS", "fa": "پیامک‌های رسیده", "en": "Incoming text messages"}
)
SENDERS, TEXTS, NUMBERS = ("from", "sender", "msisdn"), ("text", "message", "body"), ("id", "messageid")


class AnswerForm(forms.Form):
    """A percentage, a sentence, and the reason where the date has passed."""

    percent = NumberField(
        label=gettext_lazy("How much of the work is done, in per cent?"), min_value=0, max_value=100,
        help_text=gettext_lazy("A hundred means that the work is finished."),
    )  # fmt: skip
    sentence = forms.CharField(
        label=gettext_lazy("How does it stand, in one sentence?"),
        help_text=gettext_lazy("Everybody reads this on the plan page. Write no person's name."),
        max_length=LONGEST_SENTENCE,
    )
    reason = forms.CharField(
        label=pgettext_lazy("a late action", "Why was the date missed?"),
        max_length=LONGEST_REASON,
        required=False,
    )

    def __init__(self, *arguments: Any, owes_reason: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if owes_reason:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]

    def told(self) -> Answer:
        """What was written."""
        given = self.cleaned_data
        return Answer(round(given["percent"]), given["sentence"], given.get("reason", ""))


# The address itself is the right to answer, and no session is read: a telephone without cookies can send it too.
@csrf_exempt
@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, link: str) -> HttpResponse:
    """One line to fill in; opening the page uses nothing up, for programs look at links before people do."""
    now = timezone.now()
    try:
        question = question_of_link(link=link, now=now)
        if question.language in LANGUAGES and not request.GET.get("lang"):
            translation.activate(question.language)
        form = AnswerForm(
            request.POST or None,
            initial={"percent": question.action.progress_percent},
            owes_reason=owes_explanation(question.action, timezone.localdate(now)),
        )
        if request.method == "POST" and form.is_valid():
            answer_by_link(link=link, told=form.told(), language=get_language() or "en", now=now)
            return _page(request, {"done": True, "question": question})
    except AnswerRefused as refused:
        status = 404 if refused.fault == Reply.Fault.FOREIGN_CODE else 410
        return _page(request, {"refused": refused.fault.label}, status)
    return _page(request, {"form": form, "question": question}, 422 if form.errors else 200)


def _page(request: HttpRequest, told: dict[str, Any], status: int = 200) -> HttpResponse:
    page = render(request, "strategy/answer.html", told, status=status)
    # The address is a secret of one person: no page that is opened from here learns it.
    page["Referrer-Policy"] = "no-referrer"
    page["X-Robots-Tag"] = "noindex"
    return page


# A gateway knows no token of ours; the secret in its call stands for it. Many gateways can only call by GET.
@csrf_exempt
@public_page
@require_http_methods(["GET", "POST"])
def sms_door(request: HttpRequest) -> HttpResponse:
    """
    Take a text message that the gateway received.

    ``[sms_inbound]`` in connectors.toml holds ``secret`` and, where the gateway names them otherwise, ``sender``,
    ``text`` and ``id``. The secret comes as ``Authorization: Bearer`` or as ``secret=`` in the address.
    """
    said = settings_of(SMS_INBOUND)
    secret = str(said.get("secret", ""))
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or request.GET.get(
        "secret", ""
    )
    if len(secret) < 16 or not constant_time_compare(given, secret):
        return HttpResponse(_("This call is not known here."), status=403, content_type="text/plain")
    fields = {**request.GET.dict(), **request.POST.dict()}
    sender = _field(fields, str(said.get("sender", "")), SENDERS)
    words = _field(fields, str(said.get("text", "")), TEXTS)
    if not sender or not words:
        return HttpResponse("sender or text is missing", status=400, content_type="text/plain")
    number = _field(fields, str(said.get("id", "")), NUMBERS)
    take_sms(sender=sender, words=words, number=number[:200], now=timezone.now())
    return HttpResponse("OK", content_type="text/plain")


def _field(fields: dict[str, Any], named: str, usual: tuple[str, ...]) -> str:
    if named:
        return str(fields.get(named, ""))
    return next((str(fields[name]) for name in usual if fields.get(name)), "")
