"""A visit on the spot, as the inspector wrote it there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Visit(models.Model):
    """
    One visit, sent perhaps hours after it was written; ``key`` is drawn on the phone, so it comes once.

    Where the officer stood is the officer's personal data: it stands here, and the sealed line of history keeps
    its salted digest alone, so that it can be erased and a change of it is found.
    """

    class Kept(models.TextChoices):
        """Why the step that the officer chose was not taken; empty when it was, or none was chosen."""

        CHANGED = "changed", _("The case was changed meanwhile")
        NOT_OPEN = "not_open", _("The step is not open any more")
        LACKING = "lacking", _("The step asks for something that was not given")

    key = models.UUIDField(unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="visits")
    event = models.OneToOneField("cases.CaseEvent", on_delete=models.CASCADE, related_name="visit")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The phone's clock, never later than when it arrived.
    visited_at = models.DateTimeField()
    received_at = models.DateTimeField()
    step = models.CharField(max_length=60, blank=True)
    kept_because = models.CharField(max_length=10, choices=Kept.choices, blank=True)
    # WGS 84 degrees, and the radius in metres within which the phone believes itself.
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    salt = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_lon_with_lat",
                condition=models.Q(lon__isnull=True, lat__isnull=True)
                | models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
            )
        ]
        indexes = [models.Index(fields=["officer", "visited_at"], name="visit_of_officer")]

    def __str__(self) -> str:
        return f"visit {self.key} to case {self.case_id}"
