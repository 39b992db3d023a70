"""A playbook at work on an alert: its tasks, who was told, and how it ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlaybookRun(models.Model):
    """One playbook on one alert. It keeps the words it began with, whatever the pack says later."""

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("playbook", "Running")
        CLOSED = "closed", pgettext_lazy("playbook", "Over")

    class Outcome(models.TextChoices):
        NONE = "", _("Not over yet")
        DONE = "done", _("Every task is done")
        ALERT_OVER = "over", _("The alert was over")
        STOPPED = "stopped", _("Ended by hand")
        DISMISSED = "dismissed", _("The alert was dismissed")
        WITHDRAWN = "withdrawn", _("Corrected data showed that there was no alert")

    code = models.CharField(max_length=80)
    # As the pack wrote it when the run began.
    document = models.JSONField()
    # An alert stands in the room below; a number, so that removing one does not remove what was done.
    alert_id = models.BigIntegerField()
    rule = models.CharField(max_length=60)
    severity = models.CharField(max_length=5)
    station = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True, default="")
    started_at = models.DateTimeField()
    alert_over_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert_id", "code"], name="playbook_once_an_alert"),
            models.CheckConstraint(
                name="playbook_closed_has_outcome",
                condition=Q(state="running", outcome="", closed_at__isnull=True)
                | (Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [models.Index(fields=["state", "-started_at"], name="playbook_run_list")]

    def __str__(self) -> str:
        return f"{self.code} on alert {self.alert_id}"

    @property
    def ref(self) -> str:
        """How links speak of it."""
        return f"cases.playbookrun:{self.pk}"

    @property
    def names(self) -> dict[str, str]:
        """The playbook's name in each language."""
        return dict(self.document.get("names", {}))


class PlaybookTask(models.Model):
    """One thing to do in a run, by a unit, with a clock of its own."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("playbook task", "Not yet")
        OPEN = "open", pgettext_lazy("playbook task", "To do")
        DONE = "done", pgettext_lazy("playbook task", "Done")
        DROPPED = "dropped", pgettext_lazy("playbook task", "Not needed any more")

    run = models.ForeignKey(PlaybookRun, on_delete=models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(default=dict)
    unit = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=60, blank=True)
    # The case that does it; empty for a tick.
    case = models.ForeignKey(
        "cases.Case", on_delete=models.SET_NULL, null=True, blank=True, related_name="playbook_tasks"
    )
    require = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    opened_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="playbook_task_once"),
            models.CheckConstraint(
                name="playbook_task_has_its_times",
                condition=Q(state__in=["waiting", "dropped"])
                | Q(state="open", opened_at__isnull=False)
                | Q(state="done", done_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="playbook_task_due")]

    def __str__(self) -> str:
        return f"{self.key} of run {self.run_id}"


class PlaybookNotice(models.Model):
    """Somebody who is told in a run, when, and what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("playbook notice", "Waiting")
        SENT = "sent", pgettext_lazy("playbook notice", "Told")
        NOBODY = "nobody", pgettext_lazy("playbook notice", "Nobody could be reached")
        FAILED = "failed", pgettext_lazy("playbook notice", "Failed")
        DROPPED = "dropped", pgettext_lazy("playbook notice", "Not needed any more")

    run = models.ForeignKey(PlaybookRun, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=60)
    target = models.CharField(max_length=120, blank=True)
    names = models.JSONField(default=dict, blank=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    sent_at = models.DateTimeField(null=True, blank=True)
    reached = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    # What a room above made of it ("warnings.warning:12"), or why it failed.
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="playbook_notice_once")]

    def __str__(self) -> str:
        return f"{self.key} of run {self.run_id}"
