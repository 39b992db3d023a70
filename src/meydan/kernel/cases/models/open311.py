"""Programs of others that report for people through the Open311 door."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Open311Key(models.Model):
    """A program that may report: an app, another city's platform. Only a digest of its key is kept."""

    name = models.CharField(max_length=120)
    # The part that is shown in lists and sent in clear; the digest is of the whole.
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Open311Received(models.Model):
    """An update that a program sent about a request, under the program's own name for it: taken once."""

    key = models.ForeignKey(Open311Key, on_delete=models.CASCADE, related_name="received")
    their_id = models.CharField(max_length=80)
    event = models.ForeignKey("cases.CaseEvent", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "their_id"], name="open311_update_taken_once")]

    def __str__(self) -> str:
        return f"{self.key_id}: {self.their_id}"
