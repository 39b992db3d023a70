"""Putting a form aside here and going on with it elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.forms.engine.codes import read_resume_code
from meydan.base.forms.forms import AsideForm, ResumeForm
from meydan.base.forms.operations.drafts import put_aside
from meydan.base.forms.queries import DraftUnknown, draft_of_code
from meydan.base.forms.views.filling import frame
from meydan.base.forms.views.visitor import my_draft, remember_draft
from meydan.base.locale.public import format_day, to_latin_digits
from meydan.base.notify.public import Recipient
from meydan.base.notify.public import send as send_letter
from meydan.base.people.public import public_page


@public_page
@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the code by which the form is taken up on another device, and send it to the phone."""
    draft = my_draft(request, key)
    if draft.sent_at is not None:
        return redirect("forms:done", key=key)
    form = AsideForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "forms/pause.html", frame(draft) | {"form": form}, status=status)
    now = timezone.now()
    phone = form.cleaned_data["phone"]
    code = put_aside(draft_id=draft.pk, phone=phone, now=now)
    draft.refresh_from_db()
    around = frame(draft)
    link = settings.MEYDAN_HOME.address + reverse("forms:resume") + f"?code={code}"
    until = draft.expires_at.astimezone(settings.CITY_ZONE).date()
    send_letter(
        "form_aside",
        to=Recipient(phone=phone, language=get_language() or draft.language),
        context={"code": code, "link": link, "form": around["form_title"], "until": format_day(until)},
        now=now,
    )
    told = around | {"code": code, "until": until}
    return render(request, "forms/paused.html", told)


@public_page
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Take a form up again with its code and the phone."""
    if request.method == "GET":
        form = ResumeForm(initial={"code": request.GET.get("code", "")[:40]})
        return render(request, "forms/resume.html", {"form": form})
    form = ResumeForm(request.POST)
    if form.is_valid():
        code = read_resume_code(to_latin_digits(form.cleaned_data["code"]))
        try:
            draft = draft_of_code(code, form.cleaned_data["phone"], now=timezone.now())
        except DraftUnknown:
            said = _(
                "No form waits under this code and phone. The code may be newer, or its time may be over."
            )
            form.add_error("code", said)
        else:
            remember_draft(request, draft)
            return redirect("forms:tasks", key=draft.key)
    return render(request, "forms/resume.html", {"form": form}, status=422)
