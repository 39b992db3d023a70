"""Paying for something on a form."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from meydan.base.forms.registry import payments
from meydan.base.forms.views.pages import amount_of, standing
from meydan.base.people.public import public_page


@public_page
@require_POST
def pay(request: HttpRequest, key: UUID, code: str, field_code: str) -> HttpResponse:
    """Go to whoever takes payments; the way back leads to this page."""
    here = standing(request, key, code)
    field = next((one for one in here.asked if one.code == field_code and one.kind == "payment"), None)
    taker = payments()
    if field is None or taker is None or here.draft.sent_at is not None:
        raise Http404(field_code)
    back = request.build_absolute_uri(reverse("forms:page", args=[key, code]))
    begun = taker.begin(
        f"forms:{here.draft.key}:{field.code}", amount_of(field, here.known), field.names, back
    )
    return redirect(begun)
