"""Pages of webhooks, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.people.public import account_of, staff_page
from meydan.base.webhooks import operations
from meydan.base.webhooks.forms import SubscriptionForm
from meydan.base.webhooks.models import Outgoing, Subscription
from meydan.base.webhooks.policies import webhook_policy
from meydan.base.webhooks.registry import TEST, offers

A_PAGE = 50


@staff_page(policy=webhook_policy, verb="see")
@require_GET
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Who is told of what, and where it does not arrive."""
    counted = Subscription.objects.annotate(
        waiting=Count("outgoing", filter=Q(outgoing__state="waiting")),
        dead=Count("outgoing", filter=Q(outgoing__state="dead")),
    )
    told = {
        "subscriptions": counted.order_by("name", "pk"),
        "may_change": webhook_policy.may(request.user, "change"),
    }
    return render(request, "webhooks/list.html", told)


# The secret must not lie in the memory of the browser when somebody presses back.
@staff_page(policy=webhook_policy, verb="change")
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new subscriber; the answer to the form shows its secret, and nothing else ever does."""
    form = SubscriptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, secret = operations.make_subscription(
            **form.cleaned_data, now=timezone.now(), actor=account_of(request)
        )
        return render(request, "webhooks/secret.html", {"one": made, "secret": secret})
    return render(request, "webhooks/form.html", {"form": form}, status=422 if form.is_bound else 200)


@staff_page(policy=webhook_policy, verb="see")
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One subscriber: its messages, those that nobody took first."""
    found = get_object_or_404(Subscription, pk=pk)
    state = request.GET.get("state", "")
    rows = Outgoing.objects.filter(subscription=found)
    if state in Outgoing.State.values:
        rows = rows.filter(state=state)
    labels = {kind: offered.label for kind, offered in offers().items()} | {TEST: _("Test message")}
    page = Paginator(rows.order_by("-made_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.label = labels.get(row.kind, row.kind)  # type: ignore[attr-defined]
    told = {
        "one": found,
        "pages": page,
        "state": state,
        "states": Outgoing.State.choices,
        "heard": [labels.get(kind, kind) for kind in found.kinds],
        "dead": Outgoing.objects.filter(subscription=found, state="dead").count(),
        "may_change": webhook_policy.may(request.user, "change"),
    }
    return render(request, "webhooks/one.html", told)


@staff_page(policy=webhook_policy, verb="change")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address, or other events."""
    found = get_object_or_404(Subscription, pk=pk)
    form = SubscriptionForm(
        request.POST or None, initial={"name": found.name, "url": found.url, "kinds": found.kinds}
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        operations.change_subscription(
            subscription_id=pk, **form.cleaned_data, now=timezone.now(), actor=account_of(request)
        )
        messages.success(request, _("It is changed."))
        return redirect("webhooks:one", pk=pk)
    told = {"form": form, "one": found}
    return render(request, "webhooks/form.html", told, status=422 if form.is_bound else 200)


@staff_page(policy=webhook_policy, verb="change")
@never_cache
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch on or off, test, send again, renew the secret, remove."""
    found = get_object_or_404(Subscription, pk=pk)
    now, actor = timezone.now(), account_of(request)
    match request.POST.get("act", ""):
        case "on" | "off" as wanted:
            operations.switch(subscription_id=pk, is_active=wanted == "on", now=now, actor=actor)
        case "test":
            operations.send_test(subscription_id=pk, now=now)
            messages.success(request, _("A test message is on its way. Load this page again in a moment."))
        case "again":
            _again(request, pk)
        case "secret":
            changed, secret = operations.renew_secret(subscription_id=pk, now=now, actor=actor)
            return render(
                request, "webhooks/secret.html", {"one": changed, "secret": secret, "is_renewed": True}
            )
        case "remove":
            operations.remove(subscription_id=pk, now=now, actor=actor)
            messages.success(request, _("%(name)s is removed.") % {"name": found.name})
            return redirect("webhooks:list")
    return redirect("webhooks:one", pk=pk)


def _again(request: HttpRequest, pk: int) -> None:
    """Send one dead letter again, or all of this subscriber's."""
    dead = Outgoing.objects.filter(subscription=pk, state=Outgoing.State.DEAD)
    chosen = request.POST.get("message", "")
    if chosen:
        dead = dead.filter(message_id=chosen)
    sent = 0
    for number in list(dead.order_by("made_at", "pk").values_list("message_id", flat=True)):
        try:
            operations.send_again(message_id=number, now=timezone.now())
            sent += 1
        except operations.NotADeadLetter:
            continue
    if sent:
        messages.success(request, _("It is on its way again."))
    else:
        messages.info(request, _("There was nothing to send again."))
