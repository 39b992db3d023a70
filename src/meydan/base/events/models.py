"""The outbox: what happened, and who has heard it."""

from django.db import models


class Announcement(models.Model):
    """One event, written in the transaction in which it happened."""

    kind = models.CharField(max_length=100)
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="announcement_age")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Delivery(models.Model):
    """A subscriber has dealt with an event: written in the transaction of what the subscriber did."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "subscriber"], name="event_heard_once"),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} to {self.subscriber}"
