"""Who is told of what, and every message that went or is to go out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Subscription(models.Model):
    """Another system that hears of some events."""

    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500)
    # Kinds of events, such as "cases.opened".
    kinds = models.JSONField(default=list)
    secret_sealed = models.BinaryField()
    # The secret before the last change; signs beside the new one until its time is over.
    former_sealed = models.BinaryField(default=bytes)
    former_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    # Why the machine itself switched it off; empty when a person did.
    off_because = models.CharField(max_length=300, blank=True)
    dead_in_a_row = models.PositiveIntegerField(default=0)
    last_taken_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} ({self.pk})"


class Outgoing(models.Model):
    """One message to one subscriber, as it was written; its id never changes, however often it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("message", "On its way")
        TAKEN = "taken", _("Taken")
        DEAD = "dead", _("Nobody took it")

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="outgoing")
    message_id = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=100)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subscription", "state", "due_at", "id"], name="webhook_next"),
            models.Index(fields=["state", "ended_at"], name="webhook_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"
