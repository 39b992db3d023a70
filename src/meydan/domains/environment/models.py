"""Tables: forecasts that were issued, doubts about a series, and values that people wrote down."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

DATASTREAM = "observations.Datastream"


class Forecast(models.Model):
    """
    What was expected of a series, kept as it was said, so that it can be held against what came.

    ``low``, ``median`` and ``high`` are lists of one number an hour from ``first_us`` on, in the unit of the
    series; ``null`` where none was made.
    """

    datastream = models.ForeignKey(DATASTREAM, on_delete=models.CASCADE, related_name="+")
    # The hour of the last value it knew.
    issued_at = models.DateTimeField()
    first_us = models.BigIntegerField()
    low = models.JSONField()
    median = models.JSONField()
    high = models.JSONField()
    model = models.CharField(max_length=40)
    # Worth of the forecasts stored before this one; empty until enough of them have come due.
    judged_hours = models.PositiveIntegerField(default=0)
    mae = models.FloatField(null=True)
    persistence_mae = models.FloatField(null=True)
    seasonal_mae = models.FloatField(null=True)
    coverage = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["datastream", "issued_at"], name="environment_one_forecast_an_hour"
            )
        ]
        indexes = [models.Index(fields=["issued_at"], name="environment_forecast_age")]

    def __str__(self) -> str:
        return f"{self.datastream_id} at {self.issued_at:%Y-%m-%d %H:%M}"


class StreamMark(models.Model):
    """A doubt about a series: since when, of what kind, how grave, and what people made of it."""

    class Kind(models.TextChoices):
        STUCK = "stuck", _("does not move")
        RANGE = "range", _("shows what cannot be")
        NOISE = "noise", _("jitters as never before")
        GAP = "gap", _("has stopped sending")
        SPIKE = "spike", _("leaped for a moment")
        STEP = "step", _("stands on another level than before")
        DRIFT = "drift", _("drifts away")
        UNUSUAL = "unusual", _("does what it never did")
        OTHER = "other", _("was seen to be wrong")

    class Status(models.TextChoices):
        OPEN = "open", _("To be looked at")
        CONFIRMED = "confirmed", _("Confirmed, being repaired")
        DISMISSED = "dismissed", _("Nothing is wrong")
        PASSED = "passed", _("Passed by itself")

    class Source(models.TextChoices):
        AUTOMATIC = "automatic", _("noticed by the platform")
        PERSON = "person", _("noticed by a person")

    datastream = models.ForeignKey(DATASTREAM, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    score = models.FloatField()
    is_serious = models.BooleanField(default=False)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.AUTOMATIC)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["datastream", "kind", "since_at"], name="environment_a_mark_is_made_once"
            )
        ]
        indexes = [models.Index(fields=["status", "-since_at"], name="environment_mark_list")]

    def __str__(self) -> str:
        return f"{self.datastream_id}: {self.kind} since {self.since_at:%Y-%m-%d %H:%M}"


class HandEntry(models.Model):
    """A value that a person wrote down: by which method, with what note, from which post."""

    datastream = models.ForeignKey(DATASTREAM, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    value = models.FloatField()
    method = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=500, blank=True)
    post = models.CharField(max_length=60, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    # A later entry for the same moment takes its place; what was written first stays readable.
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["datastream", "at"],
                condition=models.Q(replaced_at__isnull=True),
                name="environment_one_entry_a_moment",
            )
        ]
        indexes = [models.Index(fields=["-entered_at"], name="environment_entry_list")]

    def __str__(self) -> str:
        return f"{self.datastream_id} at {self.at:%Y-%m-%d %H:%M}: {self.value}"
