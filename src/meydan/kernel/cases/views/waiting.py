"""What a case waits for, ticked off at the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.cases.operations.holding import CaseChanged
from meydan.kernel.cases.operations.suspending import ItemSettled, settle_item
from meydan.kernel.cases.policies import case_policy


@staff_page(policy=case_policy, verb="act")
@require_POST
def settle(request: HttpRequest, case_id: int, item_id: int) -> HttpResponse:
    """Write down that something asked for came, or is no longer needed."""
    typed = request.POST.get("version", "")
    try:
        settle_item(
            case_id=case_id,
            item_id=item_id,
            has_come=request.POST.get("has_come") == "1",
            actor=account_of(request),
            now=timezone.now(),
            expected_version=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0,
        )
    except CaseChanged:
        messages.warning(
            request, _("Somebody else changed this case meanwhile. Look at it, then tick again.")
        )
    except ItemSettled:
        messages.info(request, _("Nobody waits for this any more."))
    else:
        messages.success(request, _("Written down."))
    return redirect("cases:case", case_id=case_id)
