"""What came in: mappings, idempotency keys, what was refused, import runs."""

from __future__ import annotations

from django.conf import settings
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


class PayloadMapping(models.Model):
    """How the payloads of one kind of device or gateway are read: TOML that a pack brings and staff may change."""

    key = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    text = models.TextField()
    is_active = models.BooleanField(default=True)
    # Changed by hand here: the pack no longer writes over it.
    is_edited = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.key


class QuarantinedRow(models.Model):
    """
    What was refused, kept with its reason so that it can be offered again.

    Either a value of a datastream (``datastream``, ``at_us``, ``value``), or a payload or the part of one that
    could not be read (``mapping``, ``payload``, ``device``).
    """

    class Reason(models.TextChoices):
        NOT_A_NUMBER = "not_a_number", _("not a number")
        OUT_OF_RANGE = "out_of_range", _("outside what is physically possible")
        IN_THE_FUTURE = "in_the_future", _("measured in the future")
        TIME_IMPOSSIBLE = "time_impossible", _("at a time that no calendar has")
        TIME_UNREADABLE = "time_unreadable", _("its time cannot be read")
        CLOCK_WRONG = "clock_wrong", _("the clock of the device is wrong")
        UNIT_UNKNOWN = "unit_unknown", _("its unit is not said or does not fit")
        DEVICE_UNKNOWN = "device_unknown", _("from a device nobody has registered")
        STREAM_UNKNOWN = "stream_unknown", _("for a datastream that is not there")
        NOTHING_KNOWN = "nothing_known", _("without any value the mapping knows")
        UNREADABLE = "unreadable", _("no JSON that can be read")
        TOO_MANY = "too_many", _("too many values in one payload")
        DAY_IS_CLOSED = "day_is_closed", _("for a day whose values are no longer kept")

    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, null=True, blank=True)
    at_us = models.BigIntegerField(null=True, blank=True)
    seq = models.SmallIntegerField(default=0)
    # Text, because NaN and infinity are among the values kept here.
    value = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    # What stood there, for the person who looks: the text that is no number, the unit that does not fit.
    detail = models.CharField(max_length=300, blank=True)
    device = models.CharField(max_length=120, blank=True)
    mapping = models.CharField(max_length=60, blank=True)
    topic = models.CharField(max_length=300, blank=True)
    payload = models.TextField(blank=True)
    # A payload longer than is kept was cut, and cannot be offered again.
    is_cut = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    replayed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    drop_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="observations_quarantine_value_or_payload",
                condition=models.Q(datastream__isnull=False, at_us__isnull=False)
                | models.Q(datastream__isnull=True, at_us__isnull=True),
            )
        ]
        indexes = [
            models.Index(fields=["replayed_at", "datastream"], name="observations_quarantine"),
            models.Index(
                fields=["reason", "-received_at", "-id"],
                condition=models.Q(replayed_at__isnull=True, dropped_at__isnull=True),
                name="observations_quarantine_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.datastream_id or self.mapping}: {self.value or self.device} ({self.reason})"


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
