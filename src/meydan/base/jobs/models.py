"""The lease table: what is to be done, who is doing it, and until when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of work, kept until it is done."""

    class State(models.TextChoices):
        """Where a job stands."""

        READY = "ready", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        DEAD = "dead", _("stopped after errors")

    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - NULL: many jobs without a key
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.READY)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField()
    lease_owner = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    # Counts claims. An effect is kept only by the claim whose fence still stands here.
    fence = models.PositiveIntegerField(default=0)
    # Asked for once more while running: what it has already read may be old, so it runs again.
    again = models.BooleanField(default=False)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=("ready", "running")), name="job_key_once_while_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False), name="job_running_is_leased"
            ),
        ]
        # None of these is partial: SQLite uses a partial index only for a literal state, and Django binds it.
        indexes = [
            models.Index("state", models.F("priority").desc(), "run_at", "id", name="job_next"),
            models.Index(fields=["state", "lease_until"], name="job_lapsed"),
            models.Index(fields=["state", "finished_at"], name="job_finished"),
            models.Index(fields=["key"], name="job_of_key"),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Schedule(models.Model):
    """When a periodic job is due next, and when it fired last."""

    name = models.CharField(max_length=100, unique=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
