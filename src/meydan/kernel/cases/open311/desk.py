"""``/desk/open311/``: who reports through the door, and whether it keeps its standard."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.jobs.public import enqueue
from meydan.base.people.public import account_of, staff_page
from meydan.kernel.cases.models import Open311Key
from meydan.kernel.cases.open311 import conformance
from meydan.kernel.cases.open311.door import MOUNT
from meydan.kernel.cases.open311.keys import make_key, revoke_key
from meydan.kernel.cases.policies import open311_policy

JOB = "cases.check_open311"


class KeyForm(forms.Form):
    """A key to be made."""

    name = forms.CharField(
        label=gettext_lazy("Which program"),
        max_length=120,
        help_text=gettext_lazy("The office reads this name beside every report that comes from it."),
        error_messages={"required": gettext_lazy("Write which program it is for.")},
    )


@staff_page(policy=open311_policy, verb="see")
@require_GET
def open311(request: HttpRequest) -> HttpResponse:
    """The keys, and the last check."""
    report = conformance.last()
    rows = [] if report is None else [{**one, "asks": _(one["asks"])} for one in report["outcomes"]]
    told = {
        "keys": Open311Key.objects.order_by("revoked_at", "-made_at", "-pk"),
        "mount": f"\u2066{MOUNT}\u2069",
        "report": report,
        # What comes first is what somebody has to look at.
        "rows": sorted(rows, key=lambda one: bool(one["is_met"])),
        "failed": sum(not one["is_met"] for one in rows),
        "may_change": open311_policy.may(request.user, "change"),
    }
    return render(request, "cases/open311.html", told)


@staff_page(policy=open311_policy, verb="change")
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Ask for another check, in a job."""
    enqueue(JOB, key=JOB)
    messages.success(request, _("The check begins in a moment. Come back in half a minute."))
    return redirect("cases:open311_desk")


# The secret must not lie in the memory of the browser when somebody presses back.
@staff_page(policy=open311_policy, verb="change")
@never_cache
@require_http_methods(["GET", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """A new key; the answer to the form shows its secret, and nothing else ever does."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key, secret = make_key(name=form.cleaned_data["name"], now=timezone.now(), actor=account_of(request))
        return render(request, "cases/open311_key.html", {"key": key, "secret": secret})
    return render(request, "cases/open311_key.html", {"form": form}, status=422 if form.is_bound else 200)


@staff_page(policy=open311_policy, verb="change")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a key be over."""
    get_object_or_404(Open311Key, pk=pk)
    revoke_key(key_id=pk, now=timezone.now(), actor=account_of(request))
    messages.success(request, _("The key is revoked. Whoever holds it is refused from now on."))
    return redirect("cases:open311_desk")
