"""From a case to the page where its fee is paid."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from meydan.base.people.public import public_page
from meydan.kernel.cases.operations.fees import NoFee, open_fee
from meydan.kernel.cases.queries.cases import CaseUnknown, by_code


@public_page
@require_POST
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """Open the fee of a case and go where it is paid; whoever has the code may pay for it."""
    try:
        order = open_fee(case=by_code(code), now=timezone.now())
    except (CaseUnknown, NoFee) as absent:
        raise Http404(code) from absent
    return redirect("payments:pay", code=order.code)
