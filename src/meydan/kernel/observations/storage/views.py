"""Storage on the desk."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.locale.public import text
from meydan.base.people.public import account_of, staff_page
from meydan.kernel.observations.models import Datastream, ObservedProperty, RetentionRule
from meydan.kernel.observations.operations.keeping import (
    OTHERS,
    rules_by_code,
    set_kept_days,
    set_rule,
)
from meydan.kernel.observations.policies import storage_policy
from meydan.kernel.observations.storage.budget import StreamBudget, budget
from meydan.kernel.observations.storage.checks import finding_of
from meydan.kernel.observations.storage.forms import KeptDaysForm, RuleForm
from meydan.kernel.observations.storage.wording import days_words, size_words, until_full

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class RuleRow:
    """How long a property is kept, in words."""

    code: str
    name: str
    kept: str


@staff_page(policy=storage_policy, verb="see")
@require_GET
def storage(request: HttpRequest) -> HttpResponse:
    """What measurements take, and how long they are kept."""
    found = budget(timezone.now())
    page = Paginator(found.streams, ROWS_A_PAGE).get_page(request.GET.get("page"))
    told = {
        "total": size_words(found.sizes.total),
        "is_estimate": found.sizes.is_estimate,
        "growth": size_words(found.bytes_a_day),
        "archived": size_words(found.archived_bytes),
        "free": None if found.free_bytes is None else size_words(found.free_bytes),
        "full": until_full(found.full_in_days),
        "state": finding_of(found).state,
        "rows": [_row(each) for each in page.object_list],
        "pages": page,
        "rules": _rule_rows(),
        "may_change": storage_policy.may(request.user, "change"),
    }
    return render(request, "observations/storage.html", told)


def _row(each: StreamBudget) -> dict[str, object]:
    return {
        "datastream": each.datastream,
        "rows": each.rows,
        "size": size_words(each.bytes),
        "growth": size_words(each.bytes_a_day),
        "kept": _kept(each.keeping.kept_days),
        "is_own": each.is_own,
        "months": each.archived_months,
        "archived": size_words(each.archived_bytes),
    }


def _kept(days: int | None, *, is_archived: bool = True) -> str:
    if days is None:
        return _("for ever")
    if is_archived:
        return days_words(days)
    return _("%(days)s, without an archive") % {"days": days_words(days)}


def _rule_rows() -> list[RuleRow]:
    rules = rules_by_code()
    used = ObservedProperty.objects.filter(Q(code__in=rules) | Q(datastreams__isnull=False)).distinct()
    rows = [_rule_row(each.code, text(each.names), rules, _("as everything else")) for each in used]
    rows.sort(key=lambda row: (row.code not in rules, row.name))
    return [*rows, _rule_row(OTHERS, _("Everything else"), rules, _kept(None))]


def _rule_row(code: str, name: str, rules: dict[str, RetentionRule], otherwise: str) -> RuleRow:
    rule = rules.get(code)
    if rule is None:
        return RuleRow(code, name, otherwise)
    return RuleRow(code, name, _kept(rule.kept_days, is_archived=rule.is_archived))


@staff_page(policy=storage_policy, verb="change")
@require_http_methods(["GET", "POST"])
def keep_stream(request: HttpRequest, pk: int) -> HttpResponse:
    """How long one datastream is kept."""
    found = get_object_or_404(Datastream.objects.select_related("thing"), pk=pk)
    form = KeptDaysForm(request.POST or None, initial={"kept_days": found.kept_days})
    if request.method == "POST" and form.is_valid():
        set_kept_days(
            datastream_id=pk, kept_days=form.cleaned_data["kept_days"], actor=account_of(request),
            now=timezone.now(),
        )  # fmt: skip
        return _saved(request)
    heading = f"{text(found.thing.names)} · {text(found.names)}"
    return _form_page(request, form, heading)


@staff_page(policy=storage_policy, verb="change")
@require_http_methods(["GET", "POST"])
def keep_property(request: HttpRequest, code: str) -> HttpResponse:
    """How long a property is kept; "*" is everything else."""
    observed = None if code == OTHERS else get_object_or_404(ObservedProperty, code=code)
    rule = rules_by_code().get(code)
    before = {"kept_days": rule.kept_days, "is_archived": rule.is_archived} if rule else {"is_archived": True}
    form = RuleForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        set_rule(
            code=code, kept_days=form.cleaned_data["kept_days"], is_archived=form.cleaned_data["is_archived"],
            actor=account_of(request), now=timezone.now(),
        )  # fmt: skip
        return _saved(request)
    return _form_page(request, form, text(observed.names) if observed else _("Everything else"))


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved. It counts from the next night on."))
    return redirect("observations:storage")


def _form_page(request: HttpRequest, form: forms.Form, heading: str) -> HttpResponse:
    told = {"form": form, "heading": heading}
    return render(request, "observations/storage_keep.html", told, status=422 if form.errors else 200)
