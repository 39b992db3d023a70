"""What the municipality does for people: one row a service, read from the pack."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Service(models.Model):
    """A service of the published catalogue, with the unit that owes it."""

    class Kind(models.TextChoices):
        REQUEST = "request", _("Report")
        ALERT = "alert", _("Alert")
        INFORMATION = "information", _("Right to information")
        PERMIT = "permit", _("Permit")
        ENFORCEMENT = "enforcement", _("Inspection")
        NOTICE = "notice", _("Public notice")
        APPOINTMENT = "appointment", _("Appointment")

    code = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    about = models.JSONField(default=dict, blank=True)
    unit = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, related_name="+")
    workflow = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # The drawer a citizen would look in ("streets"); the pack names the drawers.
    group = models.CharField(max_length=60, blank=True)
    icon = models.CharField(max_length=40, blank=True)
    is_public = models.BooleanField(default=False)
    is_anonymous = models.BooleanField(default=True)
    takes_photo = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    is_online = models.BooleanField(default=True)
    # A service that left the pack keeps its old cases and takes no new ones.
    is_active = models.BooleanField(default=True)
    # The form that is filled in to ask for it; empty when there is none.
    form = models.SlugField(max_length=40, blank=True)
    # Each with names in languages, and ``held_by``: the register of the state that holds it already.
    documents = models.JSONField(default=list, blank=True)
    # How it can be begun: codes of ``Case.Source``.
    channels = models.JSONField(default=list, blank=True)
    # ``amount`` in the country's money or ``names`` in words, with a ``source``; empty: not stated.
    fee = models.JSONField(default=dict, blank=True)
    clocks = models.JSONField(default=list, blank=True)
    complaint_first = models.CharField(max_length=80, blank=True)
    complaint_second = models.CharField(max_length=200, blank=True)
    order = models.IntegerField(default=100)
    is_sample = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_kind_known",
                condition=models.Q(
                    kind__in=[
                        "request",
                        "alert",
                        "information",
                        "permit",
                        "enforcement",
                        "notice",
                        "appointment",
                    ]
                ),
            )
        ]

    def __str__(self) -> str:
        return self.code
