"""Something that must be done for or about someone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Case(models.Model):
    """
    One piece of work with a code, a state, clocks and an append-only history.

    Nothing personal stands in this table: who reported is in ``Reporter``, what people wrote later in
    ``CaseWords``.
    """

    class Source(models.TextChoices):
        WEB = "web", _("Web")
        PHONE = "phone", pgettext_lazy("how a case came in", "Phone")
        COUNTER = "counter", _("Counter")
        MUHTAR = "muhtar", _("Neighbourhood head")
        SMS = "sms", _("SMS")
        API = "api", _("Another system")
        ALERT = "alert", _("Alert")
        DETECTION = "detection", _("Detection")
        STAFF = "staff", _("Officer")

    class Outcome(models.TextChoices):
        NONE = "", _("Open")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.CharField(max_length=20, unique=True)
    # Both have an index of their own below, which begins with them.
    service = models.ForeignKey(
        "cases.Service", on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    unit = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    # In languages; empty means that the service's own name is the title.
    titles = models.JSONField(default=dict, blank=True)
    # The citizen's own words; shown to staff and to the reporter only, and erasable.
    description = models.TextField(blank=True)
    # Folded words of code, title and address, for search in any spelling.
    search = models.TextField(blank=True)
    place = models.ForeignKey(
        "places.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    address = models.CharField(max_length=300, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.WEB)
    # Named by what opened it (an objection, a task of a playbook), so that no rule of routing asked about it.
    has_given_unit = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    # The alert that opened the case; unique, so an event delivered twice opens one case.
    alert_id = models.BigIntegerField(null=True, blank=True, unique=True)
    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    opened_at = models.DateTimeField()
    # The nearest end among the running clocks; empty while every clock stands still.
    due_at = models.DateTimeField(null=True, blank=True)
    is_stopped = models.BooleanField(default=False)
    breached_at = models.DateTimeField(null=True, blank=True)
    # Since when the service's second authority may be asked, because the first let a term run out.
    second_opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    # Why it was opened again the last time; each time has its ``Reopening``.
    reopen_reason = models.CharField(max_length=40, blank=True, default="")
    is_satisfied = models.BooleanField(null=True, blank=True)
    # How many others said "me too"; each phone and each connection counts once.
    supporter_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_closed_has_outcome",
                condition=(
                    models.Q(closed_at__isnull=True, outcome="")
                    | models.Q(closed_at__isnull=False, outcome__in=["done", "refused", "withdrawn"])
                ),
            ),
            models.CheckConstraint(
                name="case_lon_with_lat",
                condition=(
                    models.Q(lon__isnull=True, lat__isnull=True)
                    | models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90)
                ),
            ),
        ]
        indexes = [
            # The inbox: open cases of a unit by their clock.
            models.Index(
                fields=["unit", "due_at", "id"], condition=models.Q(closed_at=None), name="case_inbox"
            ),
            models.Index(fields=["due_at", "id"], condition=models.Q(closed_at=None), name="case_due"),
            # Only of what is closed: SQLite would else look for what is open in it, and sort all of that.
            models.Index(
                fields=["service", "closed_at"],
                condition=models.Q(closed_at__isnull=False),
                name="case_closed_by_service",
            ),
            models.Index(fields=["opened_at", "id"], name="case_opened"),
            # What is open near a point, for "me too".
            models.Index(
                fields=["service", "lat", "lon"], condition=models.Q(closed_at=None), name="case_near"
            ),
            # Lists of very many: who changed since, which open ones are somebody's, new, or in a part of town.
            models.Index(fields=["updated_at", "id"], name="case_updated"),
            models.Index(
                fields=["closed_at", "id"], condition=models.Q(closed_at__isnull=False), name="case_closed"
            ),
            models.Index(fields=["unit", "opened_at", "id"], name="case_of_unit"),
            models.Index(fields=["service", "opened_at", "id"], name="case_of_service"),
            models.Index(fields=["lat", "lon"], name="case_point"),
            models.Index(
                fields=["opened_at", "id"], condition=models.Q(closed_at=None), name="case_open_opened"
            ),
            models.Index(
                fields=["assignee", "due_at", "id"], condition=models.Q(closed_at=None), name="case_mine"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> str:
        """How links and the audit log name this case."""
        return f"cases.case:{self.pk}"

    @property
    def title(self) -> str:
        """The title in the reader's language: its own, or the service's name."""
        from meydan.base.locale.public import text

        return text(self.titles or self.service.names)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class Reporter(models.Model):
    """Who reported, encrypted with a key drawn from the home's secret; erasable without touching the case."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="reporter")
    name_sealed = models.BinaryField(default=bytes)
    phone_sealed = models.BinaryField(default=bytes)
    email_sealed = models.BinaryField(default=bytes)
    # Keyed digest of the phone, so that code + phone can be checked without decrypting.
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True)
    # Keyed digest of the connection, so that the reporter does not count as a supporter too.
    address_digest = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, default="en")
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"reporter of case {self.case_id}"


class ReportTrace(models.Model):
    """One line a report, with a keyed digest of the address it came from; swept after a day."""

    address_digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, default="report")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_digest", "kind", "at"], name="report_trace_address")]

    def __str__(self) -> str:
        return f"trace {self.pk}"
