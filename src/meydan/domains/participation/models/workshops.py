"""Meetings: when and where, who was invited, how many of whom came."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meydan.domains.participation.models.consultations import Consultation
from meydan.domains.participation.models.stakeholders import Stakeholder, StakeholderKind


class Workshop(models.Model):
    """When and where a consultation meets, and which goals and actions it is about."""

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="workshop")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    where = models.JSONField(default=dict)
    # "strategy.goal:A1", "strategy.action:A1.1"
    subject_refs = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="workshop_ends_later", condition=models.Q(ends_at__gt=models.F("starts_at"))
            )
        ]

    def __str__(self) -> str:
        return f"workshop of consultation {self.consultation_id}"


class Invitation(models.Model):
    """That somebody was invited, and when; to which address stands with the message, masked."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="invitations")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="invitations")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workshop", "stakeholder"], name="invited_once")]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Attendance(models.Model):
    """How many of a kind came. Counts only: no name is ever kept here."""

    class Kind(models.TextChoices):
        """Kinds of stakeholders, and people who came for themselves."""

        UNIVERSITY = StakeholderKind.UNIVERSITY.value, StakeholderKind.UNIVERSITY.label
        INSTITUTION = StakeholderKind.INSTITUTION.value, StakeholderKind.INSTITUTION.label
        ASSOCIATION = StakeholderKind.ASSOCIATION.value, StakeholderKind.ASSOCIATION.label
        CHAMBER = StakeholderKind.CHAMBER.value, StakeholderKind.CHAMBER.label
        NEIGHBOURHOOD = StakeholderKind.NEIGHBOURHOOD.value, StakeholderKind.NEIGHBOURHOOD.label
        COMPANY = StakeholderKind.COMPANY.value, StakeholderKind.COMPANY.label
        GROUP = StakeholderKind.CITIZENS.value, StakeholderKind.CITIZENS.label
        RESIDENTS = "residents", _("Residents")

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="attendance")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    count = models.PositiveIntegerField()
    # Empty where the city chose not to count it.
    women = models.PositiveIntegerField(null=True, blank=True)
    men = models.PositiveIntegerField(null=True, blank=True)
    young = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "kind"], name="attendance_kind_once"),
            models.CheckConstraint(
                name="attendance_parts_fit",
                condition=(models.Q(women__isnull=True) | models.Q(women__lte=models.F("count")))
                & (models.Q(men__isnull=True) | models.Q(men__lte=models.F("count")))
                & (models.Q(young__isnull=True) | models.Q(young__lte=models.F("count"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.kind}"
