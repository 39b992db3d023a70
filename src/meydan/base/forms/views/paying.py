"""Paying for something on a form."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meydan.base.forms.dues import page_to_pay
from meydan.base.forms.views.pages import standing
from meydan.base.people.public import public_page


@public_page
@require_POST
def pay(request: HttpRequest, key: UUID, code: str, field_code: str) -> HttpResponse:
    """Go to where it is paid; the way back leads to this page."""
    here = standing(request, key, code)
    field = next((one for one in here.asked if one.code == field_code and one.kind == "payment"), None)
    if field is None:
        raise Http404(field_code)
    if here.draft.sent_at is not None:
        return redirect("forms:done", key=key)
    back = reverse("forms:page", args=[key, code])
    where = page_to_pay(here.draft, field, here.known, back=back, now=timezone.now())
    return redirect(where or back)
