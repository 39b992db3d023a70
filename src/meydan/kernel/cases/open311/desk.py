"""``/desk/open311/``: who reports through the door, and whether it keeps its standard."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.jobs.public import enqueue
from meydan.base.people.public import account_of, staff_page
from meydan.kernel.cases.models import Open311Endpoint, Open311Key, Service
from meydan.kernel.cases.open311 import conformance
from meydan.kernel.cases.open311.door import MOUNT
from meydan.kernel.cases.open311.forwarding import keep_endpoint
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


class EndpointForm(forms.Form):
    """Another server, and which of our services it works on."""

    name = forms.CharField(
        label=gettext_lazy("Who works on it"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write whose server it is.")},
    )
    address = forms.CharField(
        label=gettext_lazy("Address of its Open311 server"),
        max_length=500,
        help_text=gettext_lazy("Like https://water.example/open311/v2"),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
        error_messages={"required": gettext_lazy("Write the address.")},
    )
    jurisdiction_id = forms.CharField(label="jurisdiction_id", max_length=120, required=False)
    api_key = forms.CharField(
        label=gettext_lazy("The key they gave us"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Kept encrypted and not shown again. Empty: the one that is known stays."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    services = forms.CharField(
        label=gettext_lazy("Services"),
        help_text=gettext_lazy("One a line: our code = their code, like water_fault = 033"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
        error_messages={"required": gettext_lazy("Write at least one service.")},
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("New cases are handed on"), required=False, initial=True
    )

    def clean_address(self) -> str:
        """An address that can be called, without a password in it."""
        url = str(self.cleaned_data["address"]).strip()
        try:
            parts = urlsplit(url)
            is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
        except ValueError:
            is_address = False
        if not is_address:
            raise forms.ValidationError(
                _("This is not an address. Write it like https://water.example/open311/v2.")
            )
        return url

    def clean_services(self) -> dict[str, str]:
        """Our codes and theirs."""
        pairs: dict[str, str] = {}
        for line in str(self.cleaned_data["services"]).splitlines():
            ours, sign, theirs = (part.strip() for part in line.partition("="))
            if not line.strip():
                continue
            if not sign or not theirs or not Service.objects.filter(code=ours).exists():
                raise forms.ValidationError(
                    _("There is no service of ours in this line: %(line)s") % {"line": line.strip()}
                )
            pairs[ours] = theirs
        return pairs


@staff_page(policy=open311_policy, verb="change")
@never_cache
@require_http_methods(["GET", "POST"])
def endpoint(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A server that works on some of our services: added or changed."""
    found = get_object_or_404(Open311Endpoint, pk=pk) if pk is not None else None
    form = EndpointForm(request.POST or None, initial=_known(found))
    if request.method == "POST" and form.is_valid():
        keep_endpoint(endpoint_id=pk, **form.cleaned_data, now=timezone.now(), actor=account_of(request))
        messages.success(request, _("It is written down."))
        return redirect("cases:open311_desk")
    told = {"form": form, "endpoint": found}
    return render(request, "cases/open311_endpoint.html", told, status=422 if form.is_bound else 200)


def _known(found: Open311Endpoint | None) -> dict[str, object]:
    if found is None:
        return {}
    lines = "\n".join(f"{ours} = {theirs}" for ours, theirs in found.services.items())
    return {"name": found.name, "address": found.address, "jurisdiction_id": found.jurisdiction_id, "services": lines,
            "is_active": found.is_active}  # fmt: skip


@staff_page(policy=open311_policy, verb="see")
@require_GET
def open311(request: HttpRequest) -> HttpResponse:
    """The keys, and the last check."""
    report = conformance.last()
    rows = [] if report is None else [{**one, "asks": _(one["asks"])} for one in report["outcomes"]]
    told = {
        "keys": Open311Key.objects.order_by("revoked_at", "-made_at", "-pk"),
        "endpoints": Open311Endpoint.objects.annotate(
            sent=Count("forwardings", filter=Q(forwardings__state="sent")),
            refused=Count("forwardings", filter=Q(forwardings__state="refused")),
            waiting=Count("forwardings", filter=Q(forwardings__state="waiting")),
        ).order_by("name", "pk"),
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
