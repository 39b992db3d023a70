"""Where somebody pays a fee, and where payment systems tell what happened."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.locale.public import text
from meydan.base.papers import public as papers
from meydan.base.payments.engine.signed import NoticeForged
from meydan.base.payments.models import Attempt, Order
from meydan.base.payments.operations.orders import OrderSettled
from meydan.base.payments.operations.paying import begin_payment, settle, take_notice
from meydan.base.payments.providers import ProviderFailed, ProviderUnknown, provider, ready_provider
from meydan.base.payments.queries import OrderUnknown, order_by_code
from meydan.base.people.public import public_page

log = logging.getLogger(__name__)

# A notice names a payment; nothing of its size is needed.
MOST_NOTICE_BYTES = 64 * 1024


def _order(code: str) -> Order:
    try:
        return order_by_code(code)
    except OrderUnknown as absent:
        raise Http404(code) from absent


@public_page
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is owed; begin a payment, or ask how the last one stands."""
    order = _order(code)
    if request.method == "POST":
        return _begun(request, order)
    is_away = not _asked_again(order)
    order.refresh_from_db()
    return _page(request, order, is_away=is_away)


def _asked_again(order: Order) -> bool:
    """Ask about the youngest try, for the payer has just come back from it; False: nobody answered."""
    attempt = order.attempts.filter(state=Attempt.State.STARTED).exclude(reference="").order_by("-id").first()
    try:
        if attempt is not None:
            settle(attempt=attempt, now=timezone.now())
    except (ProviderFailed, ProviderUnknown) as fault:
        log.info("%s: %s", attempt, fault)
        return False
    return True


def _begun(request: HttpRequest, order: Order) -> HttpResponse:
    chosen = ready_provider()
    if chosen is None:
        return _page(request, order, is_away=True, status=503)
    try:
        home = settings.MEYDAN_HOME.address
        attempt = begin_payment(
            order=order, chosen=chosen, words=text(order.names, order.language), home=home, now=timezone.now()
        )
    except OrderSettled:
        return redirect("payments:pay", code=order.code)
    except ProviderFailed as fault:
        log.info("%s: %s", order, fault)
        return _page(request, order, is_away=True, status=503)
    # A link, not a redirect: forms of ours go nowhere else, and whoever leaves the town's pages is told so.
    return render(request, "payments/leaving.html", {"order": order, "attempt": attempt, "provider": chosen})


def _page(request: HttpRequest, order: Order, *, is_away: bool, status: int = 200) -> HttpResponse:
    states = set(order.attempts.values_list("state", flat=True))
    told = {
        "order": order,
        "provider": ready_provider(),
        "is_away": is_away,
        "is_under_way": Attempt.State.STARTED in states,
        "has_failed": Attempt.State.FAILED in states,
        "differs": bool(states & {Attempt.State.DIFFERS, Attempt.State.SURPLUS}),
    }
    return render(request, "payments/pay.html", told, status=status)


@public_page
@require_GET
def receipt(request: HttpRequest, code: str) -> HttpResponseBase:
    """Open the receipt; it names no person, and whoever has the address has paid or may see that it was paid."""
    order = _order(code)
    path = papers.path_of(order.receipt.sha256) if order.receipt else None
    if order.receipt is None or path is None or not path.is_file():
        raise Http404(code)
    answer = FileResponse(path.open("rb"), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{order.code}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


# Its own signature says who speaks; a payment system has no token of our forms.
@csrf_exempt
@public_page
@require_POST
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """Take a notice of a payment system."""
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()) or int(length) > MOST_NOTICE_BYTES:
        return HttpResponse("too large\n", status=413, content_type="text/plain")
    try:
        chosen, now = provider(code), timezone.now()
        headers = {name.lower(): value for name, value in request.headers.items()}
        facts = chosen.read_notice(headers, request.body, now)
    except (ProviderUnknown, NoticeForged) as fault:
        log.warning("a notice was refused: %s", fault)
        return HttpResponse("refused\n", status=401, content_type="text/plain")
    take_notice(chosen=chosen, facts=facts, now=now)
    return HttpResponse(status=204)
