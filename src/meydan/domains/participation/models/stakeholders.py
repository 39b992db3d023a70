"""Who has a stake in what the city plans: organisations and groups, never private persons."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StakeholderKind(models.TextChoices):
    """What an organisation or group is; attendance is counted by the same kinds."""

    UNIVERSITY = "university", _("University")
    INSTITUTION = "institution", _("Public institution")
    ASSOCIATION = "association", _("Association")
    CHAMBER = "chamber", pgettext_lazy("of trades", "Chamber")
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood head")
    COMPANY = "company", _("Company")
    CITIZENS = "citizens", _("Citizens' group")


class Stakeholder(models.Model):
    """
    An organisation or group. Whom to call there is personal data: sealed, and erased when asked.

    ``interest`` and ``influence`` run from 1 (little) to 5 (much). Named in public only with a consent that has a day.
    """

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=16, choices=StakeholderKind.choices)
    topics = models.JSONField(default=list, blank=True)
    interest = models.PositiveSmallIntegerField(default=3)
    influence = models.PositiveSmallIntegerField(default=3)
    # JSON of person, phone and email, sealed with the home's secret.
    contact_sealed = models.BinaryField(default=bytes)
    language = models.CharField(max_length=5, blank=True)
    consented_on = models.DateField(null=True, blank=True)
    is_named = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="stakeholder_once"),
            models.CheckConstraint(
                name="stakeholder_levels",
                condition=models.Q(interest__range=(1, 5)) & models.Q(influence__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="stakeholder_named_by_consent",
                condition=models.Q(is_named=False) | models.Q(consented_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="stakeholder_by_kind")]

    def __str__(self) -> str:
        return f"stakeholder {self.pk}"

    @property
    def ref(self) -> str:
        """How the log points at it."""
        return f"participation.stakeholder:{self.pk}"
