"""A whole form on one page for the spot: it opens without the network and is sent when the network is back."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from uuid import UUID, uuid4

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meydan.base.forms.engine.definition import Field, FormDefinition
from meydan.base.forms.engine.grammar import portable
from meydan.base.forms.forms import PageForm
from meydan.base.forms.models import Draft, FormVersion
from meydan.base.forms.operations.drafts import DraftSent, take_up_draft, write_page
from meydan.base.forms.operations.filekeeping import TooManyFiles, keep_file
from meydan.base.forms.operations.sending import Unfinished, send_draft
from meydan.base.forms.policies import form_policy
from meydan.base.forms.queries import FormUnknown, definition_of, published
from meydan.base.forms.registry import Purpose, PurposeUnknown, purpose_of
from meydan.base.forms.views.visitor import remember_draft
from meydan.base.locale.public import text
from meydan.base.people.public import account_of, staff_page

# These need the network themselves, or a page of their own; an officer finishes them in the draft.
LEFT_OUT = ("group", "payment", "appointment")


def _form(request: HttpRequest, kind: str, about: str) -> tuple[Purpose, FormVersion, FormDefinition]:
    try:
        purpose, _about = purpose_of(f"{kind}:{about}")
        if not purpose.may_assist(request.user):
            raise Http404(about)
        version = published(purpose.form(about))
    except (PurposeUnknown, FormUnknown) as absent:
        raise Http404(about) from absent
    return purpose, version, definition_of(version)


def _asked(form: FormDefinition) -> list[Field]:
    outer = [field for page in form.pages for field in page.fields]
    return [field for field in outer if field.kind not in LEFT_OUT and not field.is_computed]


@staff_page(policy=form_policy, verb="see")
@require_GET
def spot(request: HttpRequest, kind: str, about: str) -> HttpResponse:
    """Show a whole form on one page."""
    purpose, _version, form = _form(request, kind, about)
    asked = _asked(form)
    boxes = PageForm(asked, known={}, answers={}, now=timezone.now(), asks_all=False)
    shown = [
        {
            "field": field,
            "boxes": [boxes[name] for name in boxes.fields if name.partition("__")[0] == field.code],
            "rule": json.dumps(portable(field.show_if), ensure_ascii=False) if field.show_if else "",
        }
        for field in asked
    ]
    told = {
        "title": text(purpose.title(about)),
        "shown": shown,
        "key": uuid4(),
        "action": reverse("forms:spot_send", args=[kind, about]),
        "words": json.dumps(field_words(), ensure_ascii=False),
    }
    return render(request, "forms/spot.html", told)


def field_words() -> dict[str, str]:
    """What a page of ``islands/field.ts`` says by itself, in the reader's language."""
    return {
        "kept": _("There is no network. The form is kept on this device and is sent by itself."),
        "sending": _("Kept on this device, and on its way."),
        "sent": _("Arrived:"),
        "unfinished": _("Arrived, but something is missing. Finish it here."),
        "later": _("The server cannot take it just now. It is kept and sent again."),
        "refused": _("The server did not take it. It is kept on this device; call your office."),
        "signIn": _("Sign in again, so that what waits here can be sent. Nothing is lost."),
        "located": _("The place is noted."),
        "notLocated": _("The device did not say where it is. Write the place instead."),
    }


@staff_page(policy=form_policy, verb="see")
@require_POST
def send(request: HttpRequest, kind: str, about: str) -> HttpResponse:
    """
    Take a form from the spot; the key says whether it came before, and then what came of it is told again.

    What is missing or wrong does not turn it away: it waits as a draft for the officer to finish.
    """
    _purpose, version, form = _form(request, kind, about)
    draft, is_new = take_up_draft(
        key=_key(request),
        version=version,
        purpose=f"{kind}:{about}",
        channel=Draft.Channel.FIELD,
        officer=account_of(request),
        language=get_language() or "en",
        now=timezone.now(),
    )
    if draft.officer_id != request.user.pk:
        raise Http404(str(draft.key))
    remember_draft(request, draft)
    if draft.sent_at is None:
        _take(request, draft, form)
    return _told(request, draft, is_new)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as fault:
        raise Http404("key") from fault


def _take(request: HttpRequest, draft: Draft, form: FormDefinition) -> None:
    now = timezone.now()
    boxes = PageForm(_asked(form), request.POST, request.FILES, known={}, answers={}, now=now, asks_all=False)
    boxes.is_valid()
    # What was missing or too much does not turn the rest away: the officer sees it when opening the draft.
    with contextlib.suppress(TooManyFiles):
        for code, uploads in boxes.taken.items():
            for one in uploads:
                keep_file(draft=draft, field=code, prepared=one.prepared, name=one.name, now=now)
    given = {code: answer for code, answer in boxes.kept.items() if answer is not None}
    with contextlib.suppress(Unfinished, DraftSent):
        write_page(draft_id=draft.pk, answers=given, now=now)
        send_draft(draft_id=draft.pk, now=now)


def _told(request: HttpRequest, draft: Draft, is_new: bool) -> HttpResponse:
    draft.refresh_from_db()
    is_sent = draft.sent_at is not None
    href = reverse("forms:done" if is_sent else "forms:check", args=[draft.key])
    if "application/json" not in request.headers.get("Accept", ""):
        return redirect(href)
    told = {"state": "sent" if is_sent else "draft", "code": draft.result_code, "href": href}
    return JsonResponse(told, status=201 if is_new else 200)


@staff_page(policy=form_policy, verb="see")
@require_GET
def token(request: HttpRequest) -> HttpResponse:
    """Give a fresh token to a page that was kept without the network."""
    response = JsonResponse({"token": get_token(request)})
    response["Cache-Control"] = "no-store"
    return response


@staff_page(policy=form_policy, verb="see")
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the service worker from the folder it watches over."""
    file = finders.find("forms/fieldworker.js")
    if not isinstance(file, str):
        raise Http404("worker")
    response = HttpResponse(Path(file).read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
