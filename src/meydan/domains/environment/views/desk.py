"""The desk of the environment: values written by hand, and doubts about series."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from meydan.base.locale.public import format_number
from meydan.base.people.public import account_of, staff_page
from meydan.domains.environment.forms import DoubtForm, EntryForm, ReasonForm, TableForm
from meydan.domains.environment.hand_table import TableRow, TableUnreadable, read_table
from meydan.domains.environment.operations.entering import (
    Outcome,
    Written,
    sampling_place,
    series_by_hand,
    write_down,
)
from meydan.domains.environment.operations.marking import (
    AlreadyDecided,
    ReasonMissing,
    confirm,
    dismiss,
    doubt,
)
from meydan.domains.environment.policies import environment_policy
from meydan.domains.environment.presentation.marks import mark_chart, mark_rows
from meydan.domains.environment.presentation.words import entry_rows, refusal_word
from meydan.domains.environment.queries.entries import known_properties, known_stations, newest_entries
from meydan.domains.environment.queries.marks import all_marks, doubtable_streams, open_marks
from meydan.domains.environment.queries.snapshot import DOUBTED
from meydan.kernel.observations.public import ObservedProperty, Thing

ROWS_A_PAGE = 30


@staff_page(policy=environment_policy, verb="enter")
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest) -> HttpResponse:
    """Write one value down."""
    form = EntryForm(request.POST or None, initial={"station": request.GET.get("station", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        thing = (
            Thing.objects.get(key=said["station"]) if said["station"] else sampling_place(name=said["place"])
        )
        observed = ObservedProperty.objects.get(code=said["observed_property"])
        stream = series_by_hand(thing=thing, observed_property=observed)
        row = Written(stream.pk, said["at"], said["value"], said["method"], said["note"])
        outcome = write_down(rows=[row], actor=account_of(request), now=timezone.now())
        if outcome.refused:
            form.add_error("value", refusal_word(outcome.refused[0][1]))
        else:
            _tell(request, outcome)
            return redirect("environment:entry")
    page = Paginator(newest_entries(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    told = {"form": form, "rows": entry_rows(page.object_list), "pages": page}
    return render(request, "environment/entry.html", told, status=422 if form.errors else 200)


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    said = ngettext("%(count)s value is kept.", "%(count)s values are kept.", outcome.kept)
    messages.success(request, said % {"count": format_number(outcome.kept, 0)})
    if outcome.replaced:
        said = ngettext(
            "%(count)s older value for the same time was replaced; it stays readable.",
            "%(count)s older values for the same times were replaced; they stay readable.",
            outcome.replaced,
        )
        messages.warning(request, said % {"count": format_number(outcome.replaced, 0)})
    if outcome.refused:
        said = ngettext(
            "%(count)s value was refused.", "%(count)s values were refused.", len(outcome.refused)
        )
        messages.warning(request, said % {"count": format_number(len(outcome.refused), 0)})


@staff_page(policy=environment_policy, verb="enter")
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Read a pasted table, show what was understood, and keep it when that is right."""
    form, rows = TableForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            rows = read_table(form.cleaned_data["table"], known_stations(), known_properties())
        except TableUnreadable as fault:
            form.add_error("table", str(fault))
        else:
            if "keep" in request.POST and not any(row.fault for row in rows):
                _tell(request, _keep(request, rows))
                return redirect("environment:entry")
    told = {"form": form, "rows": rows, "has_faults": any(row.fault for row in rows)}
    return render(request, "environment/paste.html", told, status=422 if form.errors else 200)


def _keep(request: HttpRequest, rows: list[TableRow]) -> Outcome:
    things = Thing.objects.in_bulk({row.station for row in rows}, field_name="key")
    observed = ObservedProperty.objects.in_bulk({row.observed_property for row in rows}, field_name="code")
    streams = {
        pair: series_by_hand(thing=things[pair[0]], observed_property=observed[pair[1]])
        for pair in {(row.station, row.observed_property) for row in rows}
    }
    written = [
        Written(streams[row.station, row.observed_property].pk, row.at, row.value, row.method, row.note)
        for row in rows
        if row.at is not None and row.value is not None
    ]
    return write_down(rows=written, actor=account_of(request), now=timezone.now())


@staff_page(policy=environment_policy, verb="see")
@require_http_methods(["GET", "POST"])
def marks(request: HttpRequest) -> HttpResponse:
    """Series that are doubted; and the way to doubt one."""
    may_decide = environment_policy.may(request.user, "decide")
    form = DoubtForm(request.POST or None, streams=doubtable_streams())
    if request.method == "POST":
        environment_policy.require(request.user, "decide")
        if form.is_valid():
            said = form.cleaned_data
            doubt(
                datastream_id=int(said["stream"]),
                reason=said["reason"],
                actor=account_of(request),
                now=timezone.now(),
            )
            messages.success(
                request, _("The station is shown as being checked until somebody says it is well.")
            )
            return redirect("environment:marks")
    shown = request.GET.get("show", "open")
    page = Paginator(all_marks() if shown == "all" else open_marks(), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    told = {
        "rows": mark_rows(page.object_list),
        "pages": page,
        "shown": shown,
        "form": form if may_decide else None,
    }
    return render(request, "environment/marks.html", told, status=422 if form.errors else 200)


@staff_page(policy=environment_policy, verb="see")
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One doubt: the series around it, and the decision."""
    found = get_object_or_404(all_marks(), pk=pk)
    form = ReasonForm(request.POST or None)
    may_decide = environment_policy.may(request.user, "decide") and found.status in DOUBTED
    if request.method == "POST":
        environment_policy.require(request.user, "decide")
        if form.is_valid() and (done := _decide(request, pk, form)):
            return done
    told = {
        "row": mark_rows([found])[0], "mark": found, "form": form if may_decide else None,
        "chart": mark_chart(found, timezone.now()), "may_confirm": found.status == found.Status.OPEN,
    }  # fmt: skip
    return render(request, "environment/mark.html", told, status=422 if form.errors else 200)


def _decide(request: HttpRequest, pk: int, form: ReasonForm) -> HttpResponse | None:
    reason, actor, now = form.cleaned_data["reason"], account_of(request), timezone.now()
    try:
        if "confirm" in request.POST:
            confirm(mark_id=pk, reason=reason, actor=actor, now=now)
            messages.success(
                request, _("Confirmed. The series stays out of every figure until it is repaired.")
            )
        else:
            dismiss(mark_id=pk, reason=reason, actor=actor, now=now)
            messages.success(
                request, _("Dismissed. The series speaks again, and your reason is kept with it.")
            )
    except ReasonMissing:
        form.add_error("reason", _("Write what you found, in a few words."))
        return None
    except AlreadyDecided:
        messages.warning(request, _("Somebody has decided about this already."))
    return redirect("environment:mark", pk=pk)
