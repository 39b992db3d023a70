"""Mappings of payloads on the desk: read, tried with an example, changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.observations.models import PayloadMapping
from meydan.kernel.observations.operations.payload_mappings import (
    MappingKeyTaken,
    add_mapping,
    change_mapping,
)
from meydan.kernel.observations.payloads.forms import MappingForm, NewMappingForm
from meydan.kernel.observations.payloads.policies import incoming_policy
from meydan.kernel.observations.payloads.trying import try_mapping

BEGIN = """\
format = "plain"            # or chirpstack, tts
device = ["device"]
[time]
paths = ["time"]
[[field]]
path = "temperature"
key = "{device}-air_temperature"
unit = "°C"
"""


@staff_page(policy=incoming_policy, verb="see")
@require_GET
def mappings(request: HttpRequest) -> HttpResponse:
    """Every mapping, with the address gateways send to."""
    told = {
        "rows": PayloadMapping.objects.select_related("changed_by").order_by("key"),
        "may_map": incoming_policy.may(request.user, "map"),
    }
    return render(request, "observations/payload_mappings.html", told)


@staff_page(policy=incoming_policy, verb="see")
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, key: str) -> HttpResponse:
    """One mapping: tried with an example by anybody on the staff, changed by managers."""
    found = get_object_or_404(PayloadMapping, key=key)
    form = MappingForm(request.POST or None, initial={"text": found.text, "is_active": found.is_active})
    if request.method == "POST" and form.is_valid() and request.POST.get("action") == "save":
        incoming_policy.require(request.user, "map")
        change_mapping(
            key=key, text=form.cleaned_data["text"], is_active=form.cleaned_data["is_active"],
            actor=account_of(request), now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("The mapping was saved. What comes from now on is read by it."))
        return redirect("observations:payload_mapping", key=key)
    return _shown(request, form, found)


@staff_page(policy=incoming_policy, verb="map")
@require_http_methods(["GET", "POST"])
def new_mapping(request: HttpRequest) -> HttpResponse:
    """A mapping of the city's own."""
    form = NewMappingForm(request.POST or None, initial={"text": BEGIN})
    if request.method == "POST" and form.is_valid() and request.POST.get("action") == "save":
        try:
            made = add_mapping(
                key=form.cleaned_data["key"], text=form.cleaned_data["text"], actor=account_of(request),
                now=timezone.now(),
            )  # fmt: skip
        except MappingKeyTaken:
            form.add_error("key", _("There is a mapping of that name already."))
        else:
            messages.success(request, _("The mapping was saved. What comes from now on is read by it."))
            return redirect("observations:payload_mapping", key=made.key)
    return _shown(request, form, None)


def _shown(request: HttpRequest, form: MappingForm, found: PayloadMapping | None) -> HttpResponse:
    is_sound = form.is_bound and form.is_valid()
    example = form.cleaned_data.get("example", "") if is_sound else ""
    told = {
        "form": form,
        "mapping": found,
        "trial": try_mapping(form.cleaned_data["text"], example, form.cleaned_data["topic"])
        if example
        else None,
        "may_map": incoming_policy.may(request.user, "map"),
    }
    status = 422 if form.is_bound and not is_sound else 200
    return render(request, "observations/payload_mapping.html", told, status=status)
