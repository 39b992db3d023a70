"""Programs of others that report for people through the Open311 door."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class Open311Endpoint(models.Model):
    """Another city's or company's Open311 server that works on some of our services."""

    name = models.CharField(max_length=120)
    # Its root, such as https://su.example/open311/v2.
    address = models.CharField(max_length=500)
    jurisdiction_id = models.CharField(max_length=120, blank=True)
    key_sealed = models.BinaryField(default=bytes)
    # Our service code -> theirs.
    services = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    # The newest change of theirs that was read.
    read_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} ({self.pk})"


class Open311Forwarding(models.Model):
    """A case of ours that another server works on, and what it says of it."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("message", "On its way")
        SENT = "sent", _("With them")
        REFUSED = "refused", _("Not taken")

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="open311_forwarding")
    endpoint = models.ForeignKey(Open311Endpoint, on_delete=models.PROTECT, related_name="forwardings")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    their_id = models.CharField(max_length=120, blank=True)
    their_token = models.CharField(max_length=120, blank=True)
    their_status = models.CharField(max_length=40, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "their_id"], condition=~models.Q(their_id=""), name="open311_theirs_once"
            )
        ]

    def __str__(self) -> str:
        return f"case {self.case_id} at {self.endpoint_id}"
