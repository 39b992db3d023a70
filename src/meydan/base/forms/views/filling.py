"""Filling in: the task list, one page after the other, and the last look before sending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.forms.engine.path import shown_pages, unanswered, worked_out
from meydan.base.forms.models import Draft
from meydan.base.forms.operations.drafts import DraftSent, throw_away
from meydan.base.forms.operations.sending import Unfinished, send_draft
from meydan.base.forms.presentation import told
from meydan.base.forms.queries import definition_of, written_in
from meydan.base.forms.registry import purpose_of
from meydan.base.forms.times import words_booked
from meydan.base.forms.views.visitor import my_draft
from meydan.base.locale.public import text
from meydan.base.people.public import public_page


def frame(draft: Draft) -> dict[str, Any]:
    """What stands around every page of a draft: what it is for, and the way back."""
    purpose, about = purpose_of(draft.purpose)
    until = timezone.localdate(draft.expires_at)
    return {
        "draft": draft,
        "until": until,
        "form_title": text(purpose.title(about)),
        "back": purpose.back(about),
    }


@public_page
@require_GET
def tasks(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what there is to do, section by section, and how far it is."""
    draft = my_draft(request, key)
    if draft.sent_at is not None:
        return redirect("forms:done", key=key)
    form = definition_of(draft.version)
    answers, _proofs = written_in(draft)
    states = shown_pages(form, answers)
    groups = [
        {"title": text(section.names), "pages": [one for one in states if one.page.section == section.code]}
        for section in form.sections
    ]
    told_here = frame(draft) | {
        "groups": [group for group in groups if group["pages"]],
        "done": sum(1 for one in states if one.state == "done"),
        "count": len(states),
        "first": next((one.page.code for one in states if one.state != "done"), None),
    }
    return render(request, "forms/tasks.html", told_here)


@public_page
@require_GET
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show every answer once more before sending."""
    draft = my_draft(request, key)
    if draft.sent_at is not None:
        return redirect("forms:done", key=key)
    return _check_page(request, draft)


def _check_page(
    request: HttpRequest, draft: Draft, *, lacking: Any = None, said: str = "", status: int = 200
) -> HttpResponse:
    form = definition_of(draft.version)
    answers, proofs = written_in(draft)
    counted = worked_out(form, answers)
    parts = told(form, counted, proofs)
    unproven = [
        line for part in parts for line in part.lines if line.proof_state in ("silent", "absent", "changed")
    ]
    told_here = frame(draft) | {
        "parts": parts,
        "unproven": unproven,
        "lacking": [(field.page, text(field.names)) for field in lacking or []],
        "said": said,
        "waiting": unanswered(form, answers),
    }
    return render(request, "forms/check.html", told_here, status=status)


@public_page
@require_POST
def send(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the form; pressing twice, or again after a broken line, sends it once."""
    draft = my_draft(request, key)
    try:
        send_draft(draft_id=draft.pk, now=timezone.now())
    except Unfinished as unfinished:
        return _check_page(request, draft, lacking=unfinished.fields, said=unfinished.said, status=422)
    return redirect("forms:done", key=key)


@public_page
@require_GET
def done(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what came of a form that was sent."""
    draft = my_draft(request, key)
    if draft.sent_at is None:
        return redirect("forms:tasks", key=key)
    purpose, _about = purpose_of(draft.purpose)
    if purpose.has_own_end:
        return redirect(draft.result_href)
    own_key = "" if draft.officer_id else purpose.remember(request, draft.result_code)
    told_here = frame(draft) | {"own_key": own_key, "appointment": words_booked(draft)}
    return render(request, "forms/done.html", told_here)


@public_page
@require_http_methods(["GET", "POST"])
def forget(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask, then throw a draft away with everything written in it."""
    draft = my_draft(request, key)
    if draft.sent_at is not None:
        return redirect("forms:done", key=key)
    around = frame(draft)
    if request.method == "GET":
        return render(request, "forms/forget.html", around)
    try:
        throw_away(draft_id=draft.pk, now=timezone.now())
    except DraftSent:
        return redirect("forms:done", key=key)
    from django.contrib import messages

    messages.success(request, _("The form and everything written in it are gone."))
    return redirect(around["back"])
