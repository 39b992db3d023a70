"""Plans on display and the objections to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import shapely
from django.db import models
from django.utils.translation import gettext_lazy as _

from meydan.kernel.cases.public import Case


class Display(models.Model):
    """A plan-change case that hangs out: where, what it says, until when objections are open."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="display")
    texts = models.JSONField(default=dict, blank=True)
    # GeoJSON geometry, EPSG:4326.
    area = models.JSONField(null=True, blank=True)
    begins_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="display_ends_later", condition=models.Q(until_at__gt=models.F("begins_at"))
            )
        ]

    def __str__(self) -> str:
        return f"display of case {self.case_id}"

    @property
    def shape(self) -> Any:
        """The plan's area, a shapely geometry or ``None``."""
        return None if self.area is None else shapely.geometry.shape(self.area)

    def is_open_at(self, moment: datetime) -> bool:
        """Whether objections are taken at a moment."""
        return self.begins_at <= moment <= self.until_at and not self.case.is_closed


class Objection(models.Model):
    """One objection: which parcel, and what is published of it once it is answered."""

    class Answer(models.TextChoices):
        NONE = "", _("Not decided yet")
        ACCEPTED = "accept", _("Accepted")
        PARTLY = "accept_part", _("Accepted in part")
        REJECTED = "reject", _("Rejected")

    display = models.ForeignKey(Display, on_delete=models.CASCADE, related_name="objections")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="plan_objection")
    number = models.PositiveIntegerField()
    # Parts of the pack's parcel schema.
    parcel = models.JSONField(default=dict)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True, default="")
    # In an officer's words, without names: the objector's own words are for the office.
    summary = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["display", "number"], name="objection_number_once"),
            models.CheckConstraint(
                name="objection_answer_has_reasons",
                condition=models.Q(answer="") | ~models.Q(reasons="") & models.Q(answered_at__isnull=False),
            ),
        ]
        ordering = ("number",)

    def __str__(self) -> str:
        return f"objection {self.number} to display {self.display_id}"
