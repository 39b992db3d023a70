"""What counters offer, written by those who lead them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from meydan.base.appointments.engine.pattern import Pattern
from meydan.base.appointments.forms import FAULTS, WEEKDAYS, CounterForm, DayForm, OfferingForm
from meydan.base.appointments.models import Counter
from meydan.base.appointments.operations import editing as acts
from meydan.base.appointments.policies import counter_policy
from meydan.base.appointments.queries import CounterUnknown, counter_of
from meydan.base.appointments.queries import counters as all_counters
from meydan.base.locale.public import local_digits
from meydan.base.people.public import OrgUnit, account_of, staff_page

FACTS = (
    "services", "is_accessible", "is_active", "days_ahead", "latest_hours", "change_hours", "hold_minutes",
    "most_missed", "missed_days",
)  # fmt: skip


@staff_page(policy=counter_policy, verb="offer")
@require_safe
def counters(request: HttpRequest) -> HttpResponse:
    """Every counter, those that take nobody any more too."""
    account = account_of(request)
    shown = [(one, counter_policy.may(account, "offer", one)) for one in all_counters(active_only=False)]
    return render(request, "appointments/desk_counters.html", {"shown": shown})


@staff_page(policy=counter_policy, verb="offer")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a counter down."""
    form = CounterForm(request.POST or None, units=_units(request))
    if request.method == "POST" and form.is_valid():
        made = acts.write_counter(
            code=_free_code(form.cleaned_data["name_en"]),
            facts=form.facts(),
            actor=account_of(request),
            now=timezone.now(),
        )
        messages.success(request, _("The counter is there. Now say when it receives people."))
        return redirect("appointments:counter", code=made.code)
    status = 422 if request.method == "POST" else 200
    return render(request, "appointments/new_counter.html", {"form": form}, status=status)


def _free_code(name: str) -> str:
    stem = "c_" + (slugify(name).replace("-", "_")[:30] or "counter")
    taken = {one.code for one in all_counters(active_only=False)}
    return next(code for n in range(1, 1000) if (code := stem if n == 1 else f"{stem}_{n}") not in taken)


def _units(request: HttpRequest) -> list[OrgUnit]:
    account = account_of(request)
    return [one for one in OrgUnit.objects.order_by("path") if counter_policy.may(account, "offer", one)]


def _own(request: HttpRequest, code: str) -> Counter:
    try:
        found = counter_of(code, active_only=False)
    except CounterUnknown as absent:
        raise Http404(code) from absent
    counter_policy.require(account_of(request), "offer", found)
    return found


@staff_page(policy=counter_policy, verb="offer")
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest, code: str) -> HttpResponse:
    """Show a counter; change who it is for and its rules."""
    found = _own(request, code)
    if request.method == "GET":
        return _page(request, found)
    form = CounterForm(request.POST, units=_units(request))
    if not form.is_valid():
        return _page(request, found, form=form)
    acts.write_counter(code=found.code, facts=form.facts(), actor=account_of(request), now=timezone.now())
    messages.success(request, _("Kept."))
    return redirect("appointments:counter", code=code)


@staff_page(policy=counter_policy, verb="offer")
@require_http_methods(["POST"])
def week(request: HttpRequest, code: str) -> HttpResponse:
    """Add a line to the week, or take one out."""
    found, actor, now = _own(request, code), account_of(request), timezone.now()
    if request.POST.get("remove", "").isdigit():
        acts.remove_offering(counter=found, offering_id=int(request.POST["remove"]), actor=actor, now=now)
        return redirect("appointments:counter", code=code)
    form = OfferingForm(request.POST, auto_id="line-%s")
    if form.is_valid():
        said = form.cleaned_data
        pattern = Pattern(**{**said, "weekdays": frozenset(said["weekdays"])})
        try:
            acts.add_offering(counter=found, pattern=pattern, actor=actor, now=now)
        except acts.WeekFaulty as fault:
            form.add_error("from_clock", FAULTS[fault.kind])
        else:
            messages.success(request, _("These hours are offered from now on."))
            return redirect("appointments:counter", code=code)
    return _page(request, found, line=form)


@staff_page(policy=counter_policy, verb="offer")
@require_http_methods(["POST"])
def days(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a day is not as always, or take that back."""
    found, actor, now = _own(request, code), account_of(request), timezone.now()
    if request.POST.get("remove", "").isdigit():
        acts.remove_change(counter=found, change_id=int(request.POST["remove"]), actor=actor, now=now)
        return redirect("appointments:counter", code=code)
    form = DayForm(request.POST, auto_id="day-%s")
    if form.is_valid() and _changed(request, found, form):
        return redirect("appointments:counter", code=code)
    return _page(request, found, day=form)


def _changed(request: HttpRequest, found: Counter, form: DayForm) -> bool:
    said: dict[str, Any] = dict(form.cleaned_data)
    who: dict[str, Any] = {"actor": account_of(request), "now": timezone.now()}
    kind = said.pop("kind")
    try:
        if kind == "extra":
            acts.add_extra(counter=found, **said, **who)
            messages.success(request, _("The counter is open then, besides its week."))
            return True
        said = {key: said[key] for key in ("on", "from_clock", "until_clock", "reason")}
        count = len(acts.close_day(counter=found, **said, **who))
    except acts.WeekFaulty as fault:
        form.add_error("from_clock", FAULTS[fault.kind])
        return False
    words = ngettext(
        "Closed. %(count)s appointment was called off, and whoever booked it is told.",
        "Closed. %(count)s appointments were called off, and whoever booked them is told.",
        count,
    )
    messages.success(request, words % {"count": local_digits(count)})
    return True


def _page(
    request: HttpRequest,
    found: Counter,
    *,
    form: CounterForm | None = None,
    line: OfferingForm | None = None,
    day: DayForm | None = None,
) -> HttpResponse:
    names = dict(WEEKDAYS)
    today = timezone.localdate()
    told = {
        "counter": found,
        "form": form or CounterForm(initial=_initial(found), units=_units(request)),
        "line": line or OfferingForm(auto_id="line-%s"),
        "day": day or DayForm(auto_id="day-%s", initial={"on": today}),
        "week": [(one, [names[number] for number in one.weekdays]) for one in found.offerings.all()],
        "changes": [one for one in found.changes.all() if one.on >= today],
    }
    return render(request, "appointments/counter.html", told, status=422 if form or line or day else 200)


def _initial(found: Counter) -> dict[str, Any]:
    names = {f"name_{code}": words for code, words in found.names.items()}
    where = {f"where_{code}": words for code, words in found.where.items()}
    return {**names, **where, "unit": found.unit.code, **{key: getattr(found, key) for key in FACTS}}
