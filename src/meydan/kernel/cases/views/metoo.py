""" "Me too": somebody has the same problem as an open case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meydan.kernel.cases.operations.supporting import AlreadyCounted, CaseOver, support
from meydan.kernel.cases.queries.cases import CaseUnknown, by_code
from meydan.kernel.cases.views.visitor import address_of, knows_code

MOST_SUPPORTED = 50


def supported(request: HttpRequest, code: str, phone: str, *, is_assisted: bool = False) -> HttpResponse:
    """
    Write the visitor down beside a case and show them the case, whatever became of it.

    :param is_assisted: an officer writes for somebody, so the connection says nothing
    """
    try:
        case = by_code(code)
    except CaseUnknown:
        return redirect("cases:follow")
    done = request.session.get("cases_supported", [])
    try:
        if not is_assisted and (knows_code(request, case.code) or (case.code in done and not phone)):
            raise AlreadyCounted(case.code)
        address = "" if is_assisted else address_of(request)
        support(
            case_id=case.pk, address=address, phone=phone, language=get_language() or "en", now=timezone.now()
        )
    except AlreadyCounted:
        messages.info(request, _("You are counted already. Nothing more is needed."))
    except CaseOver:
        messages.info(
            request, _("This one was closed meanwhile. If it is still wrong, please report it anew.")
        )
    else:
        request.session["cases_supported"] = [*done, case.code][-MOST_SUPPORTED:]
        told = _("We added you. You will get a message at each step.") if phone else _("We added you.")
        messages.success(request, told)
    return redirect("cases:followed", code=case.code)
