"""What came in: idempotency keys, refused rows, import runs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meydan.kernel.observations.models.things import Datastream


class IngestKey(models.Model):
    """A batch that was already taken in; the same key answers with the same report."""

    key = models.CharField(max_length=200, unique=True)
    report = models.JSONField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class QuarantinedRow(models.Model):
    """A value that was refused, kept with its reason so that it can be offered again."""

    class Reason(models.TextChoices):
        NOT_A_NUMBER = "not_a_number", _("not a number")
        OUT_OF_RANGE = "out_of_range", _("outside what is physically possible")
        IN_THE_FUTURE = "in_the_future", _("measured in the future")

    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE)
    at_us = models.BigIntegerField()
    seq = models.SmallIntegerField(default=0)
    # Text, because NaN and infinity are among the values kept here.
    value = models.CharField(max_length=40)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    source = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    replayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["replayed_at", "datastream"], name="observations_quarantine")]

    def __str__(self) -> str:
        return f"{self.datastream_id}: {self.value} ({self.reason})"


class ImportRun(models.Model):
    """A file that was brought in; its rows stand or fall together with this row."""

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField()
    stored_count = models.PositiveIntegerField()
    repeated_count = models.PositiveIntegerField()
    refused_count = models.PositiveIntegerField()
    report = models.JSONField(default=dict)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} ({self.row_count})"
