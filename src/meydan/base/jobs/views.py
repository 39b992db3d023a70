"""The staff page of the queue."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meydan.base.audit.public import record
from meydan.base.jobs import operations, presentation
from meydan.base.jobs.policies import queue_policy
from meydan.base.people.public import Account, staff_page


@staff_page(policy=queue_policy, verb="see")
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """What waits, what failed, and what runs by the clock."""
    told = {
        "queue": presentation.queue_state(timezone.now()),
        "dead": presentation.dead_letters(),
        "periodic": presentation.periodic(),
    }
    return render(request, "jobs/jobs.html", told)


@staff_page(policy=queue_policy, verb="mend")
@require_POST
def try_again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Put a dead letter back in the queue."""
    now = timezone.now()
    try:
        with transaction.atomic():
            row = operations.try_again(job_id=job_id, now=now)
            _record(request, "jobs.tried_again", row.pk, row.name)
    except operations.NotADeadLetter:
        messages.warning(request, _("Somebody has dealt with this job already."))
    else:
        messages.success(request, _("The job is in the queue again."))
    return redirect("jobs:jobs")


@staff_page(policy=queue_policy, verb="mend")
@require_POST
def drop(request: HttpRequest, job_id: int) -> HttpResponse:
    """Remove a dead letter."""
    try:
        with transaction.atomic():
            row = operations.drop(job_id=job_id)
            _record(request, "jobs.dropped", job_id, row.name)
    except operations.NotADeadLetter:
        messages.warning(request, _("Somebody has dealt with this job already."))
    else:
        messages.success(request, _("The job was dropped; it will not be done."))
    return redirect("jobs:jobs")


def _record(request: HttpRequest, verb: str, job_id: int, name: str) -> None:
    actor = request.user if isinstance(request.user, Account) else None
    record(verb=verb, actor=actor, thing=f"jobs.job:{job_id}", payload={"name": name}, now=timezone.now())
