"""Pages of keys of machines."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.observations.keys.forms import KeyForm
from meydan.kernel.observations.keys.policies import key_policy
from meydan.kernel.observations.models import AccessKey, Datastream
from meydan.kernel.observations.operations.keys import bind_key, make_key, revoke_key

KEYS_A_PAGE = 50
MOST_FOUND = 50


@staff_page(policy=key_policy, verb="see")
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """Every key, those that open doors first."""
    now = timezone.now()
    rows = AccessKey.objects.annotate(count=Count("datastreams")).order_by("revoked_at", "-made_at", "-pk")
    is_over = request.GET.get("show") == "over"
    over = Q(revoked_at__isnull=False) | Q(expires_at__lte=now)
    page = Paginator(rows.filter(over) if is_over else rows.exclude(over), KEYS_A_PAGE)
    told = {"pages": page.get_page(request.GET.get("page")), "is_over": is_over, "now": now}
    return render(request, "observations/keys.html", told)


# The secret must not lie in the memory of the browser when somebody presses back.
@staff_page(policy=key_policy, verb="make")
@never_cache
@require_http_methods(["GET", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """A new key; the answer to the form shows its secret, and nothing else ever does."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key, secret = make_key(**form.told(), now=timezone.now(), actor=account_of(request))
        return render(request, "observations/key_made.html", {"key": key, "secret": secret})
    return render(request, "observations/key_new.html", {"form": form}, status=422 if form.is_bound else 200)


@staff_page(policy=key_policy, verb="see")
@require_http_methods(["GET", "POST"])
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """One key: what it opens; bound to other datastreams, or revoked."""
    found = get_object_or_404(AccessKey.objects.select_related("made_by"), pk=pk)
    if request.method == "POST":
        return _changed(request, found)
    words = request.GET.get("q", "").strip()[:80]
    bound = list(_described(found.datastreams.all()))
    told = {
        "key": found, "bound": bound, "words": words, "found": _found(words, bound) if words else [],
        "is_over": _is_over(found),
    }  # fmt: skip
    return render(request, "observations/key.html", told)


def _is_over(key: AccessKey) -> bool:
    return key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= timezone.now())


def _described(rows: QuerySet[Datastream]) -> QuerySet[Datastream]:
    return rows.select_related("thing", "observed_property").order_by("thing__name", "name", "pk")


def _found(words: str, bound: list[Datastream]) -> list[Datastream]:
    """Datastreams of a station or of a name."""
    rows = Datastream.objects.filter(
        Q(thing__name__icontains=words)
        | Q(thing__key__icontains=words)
        | Q(name__icontains=words)
        | Q(key__icontains=words)
    )
    return list(_described(rows.exclude(pk__in=[one.pk for one in bound]))[:MOST_FOUND])


def _changed(request: HttpRequest, found: AccessKey) -> HttpResponse:
    if request.POST.get("action") == "revoke":
        key_policy.require(request.user, "revoke")
        revoke_key(key_id=found.pk, now=timezone.now(), actor=account_of(request))
        messages.success(request, _("The key is revoked. Whoever holds it is refused from now on."))
        return redirect("observations:keys")
    key_policy.require(request.user, "bind")
    chosen = [int(pk) for pk in request.POST.getlist("datastream") if pk.isdecimal() and len(pk) < 10]
    bind_key(
        key_id=found.pk, datastreams=Datastream.objects.filter(pk__in=chosen), now=timezone.now(),
        actor=account_of(request),
    )  # fmt: skip
    messages.success(request, _("The key adds observations to the chosen datastreams and to no others."))
    return redirect("observations:key", pk=found.pk)
