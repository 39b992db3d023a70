"""How much time the law gives, and how much of it is left."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Clock(models.Model):
    """
    A legal or promised term running on a case.

    The term is kept as a run of ``run_length`` [``run_unit``] counted from ``run_from``, the first run being
    the whole term. Stopping keeps what is left in ``remaining``; resuming begins a new run of that length.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Clock stopped")
        MET = "met", _("In time")
        MISSED = "missed", _("Late")
        # A term of the other side, or one that nobody had to keep, came to its end.
        LAPSED = "lapsed", pgettext_lazy("a term", "Over")

    class Unit(models.TextChoices):
        WORKDAY = "workday", _("working days")
        DAY = "day", _("days")
        MONTH = "month", _("months")
        HOUR = "hour", _("hours")
        MINUTE = "minute", _("minutes")

    class Binds(models.TextChoices):
        OFFICE = "office", _("the office")
        PARTY = "party", _("the other side")

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="clocks")
    key = models.CharField(max_length=60)
    # Counts reopenings: a reopened case gets fresh clocks beside its old ones.
    round = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(default=dict)
    law = models.CharField(max_length=80, blank=True)
    length = models.PositiveIntegerField()
    unit = models.CharField(max_length=8, choices=Unit.choices)
    on_expiry = models.CharField(max_length=80, blank=True)
    # Who has to act in time; a term of the other side makes nobody here late.
    binds = models.CharField(max_length=8, choices=Binds.choices, default=Binds.OFFICE)
    is_visible = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    run_from = models.DateTimeField()
    run_length = models.PositiveIntegerField()
    run_unit = models.CharField(max_length=8, choices=Unit.choices)
    stopped_at = models.DateTimeField(null=True, blank=True)
    remaining = models.PositiveIntegerField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key", "round"], name="clock_once_a_round"),
            models.CheckConstraint(
                name="clock_state_has_its_facts",
                condition=(
                    models.Q(state="running", due_at__isnull=False, stopped_at__isnull=True)
                    | models.Q(state="stopped", stopped_at__isnull=False, remaining__isnull=False)
                    | models.Q(state__in=["met", "missed", "lapsed"], ended_at__isnull=False)
                ),
            ),
        ]
        indexes = [
            # The sweep: running clocks whose end has passed and that nobody has marked yet.
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state="running", breached_at=None),
                name="clock_sweep",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} of case {self.case_id}"
