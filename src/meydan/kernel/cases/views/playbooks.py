"""Playbooks at work: the list, the page of a run, ticking tasks off, and ending a run by hand."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.cases.evidencewords import MISSING
from meydan.kernel.cases.forms import REFUSALS
from meydan.kernel.cases.models import PlaybookRun, PlaybookTask
from meydan.kernel.cases.operations.moving import EvidenceMissing
from meydan.kernel.cases.operations.photos import FileRefused
from meydan.kernel.cases.operations.playbook_tasks import TaskIsACase, TaskNotOpen, tick_off
from meydan.kernel.cases.operations.playbooks import ReasonMissing, RunIsOver, stop_run
from meydan.kernel.cases.playbookview import run_view, task_view
from meydan.kernel.cases.policies import playbook_policy, standing_of
from meydan.kernel.cases.queries.playbooks import open_tasks_of, run_in_full, runs
from meydan.kernel.observations.public import alert_links, all_alerts

ROWS_A_PAGE = 50
MOST_TASKS = 30


@staff_page(policy=playbook_policy, verb="see")
@require_GET
def playbooks(request: HttpRequest) -> HttpResponse:
    """The tasks of the reader's units, and the runs at work or over."""
    shown = "over" if request.GET.get("show") == "over" else "running"
    page = Paginator(runs(running=shown == "running"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    now, standing = timezone.now(), standing_of(account_of(request))
    tasks = [task_view(task, standing, now) for task in open_tasks_of(standing)[:MOST_TASKS]]
    told = {"shown": shown, "pages": page, "runs": page.object_list, "tasks": tasks}
    return render(request, "cases/playbooks.html", told)


@staff_page(policy=playbook_policy, verb="see")
@require_GET
def playbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a run."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, *, errors: Sequence[object] = (), status: int = 200) -> HttpResponse:
    """Show a run with what was typed still in its boxes."""
    run = run_in_full(pk)
    if run is None:
        raise Http404(str(pk))
    can_stop = playbook_policy.may(request.user, "stop")
    told = {
        "view": run_view(run, standing_of(account_of(request)), timezone.now(), can_stop=can_stop),
        "alert_href": _alert_href(run),
        "links": alert_links(alert) if (alert := all_alerts().filter(pk=run.alert_id).first()) else [],
        "errors": errors,
        "typed": request.POST if errors else {},
        "typed_task": request.resolver_match.kwargs.get("task_id") if request.resolver_match else None,
    }
    return render(request, "cases/playbook.html", told, status=status)


def _alert_href(run: PlaybookRun) -> str:
    try:
        return reverse("observations:alert", args=[run.alert_id])
    except NoReverseMatch:
        return ""


@staff_page(policy=playbook_policy, verb="act")
@require_POST
def tick(request: HttpRequest, pk: int, task_id: int) -> HttpResponse:
    """Tick a task off."""
    task = get_object_or_404(PlaybookTask, pk=task_id, run=pk)
    try:
        tick_off(
            task_id=task.pk,
            actor=account_of(request),
            now=timezone.now(),
            note=request.POST.get("note", ""),
            evidence=request.FILES.getlist("evidence"),
        )
    except EvidenceMissing as lacking:
        return _page(request, pk, errors=[MISSING[item] for item in lacking.missing], status=422)
    except FileRefused as refused:
        return _page(request, pk, errors=[REFUSALS[refused.reason]], status=422)
    except (TaskNotOpen, TaskIsACase):
        said = _("This task is not to be ticked off now. The page shows where it stands.")
        return _page(request, pk, errors=[said], status=409)
    messages.success(request, _("Written down: the task is done."))
    return redirect("cases:playbook", pk=pk)


@staff_page(policy=playbook_policy, verb="stop")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """End a run by hand."""
    get_object_or_404(PlaybookRun, pk=pk)
    try:
        stop_run(
            run_id=pk,
            reason=request.POST.get("reason", ""),
            actor=account_of(request),
            now=timezone.now(),
        )
    except ReasonMissing:
        return _page(request, pk, errors=[_("Write why it ends; people will read it later.")], status=422)
    except RunIsOver:
        messages.warning(request, _("It had ended already."))
    else:
        messages.success(request, _("The playbook has ended, and your reason is kept with it."))
    return redirect("cases:playbook", pk=pk)
