"""The delivery log: what was sent to whom, how, and whether it went."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """
    One message to one person.

    The address and the words are sealed, and erased once the message has gone; the log keeps the masked address.
    """

    class State(models.TextChoices):
        """Where a message stands."""

        WAITING = "waiting", _("waiting")
        HANDING = "handing", _("being handed over")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not sent")
        # The connection broke while handing over: it may have arrived, so it is not sent a second time.
        UNSURE = "unsure", _("may have arrived")

    class Channel(models.TextChoices):
        """How a person is reached."""

        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")

    key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 - NULL: no key given
    channel = models.CharField(max_length=5, choices=Channel)
    template = models.CharField(max_length=100)
    language = models.CharField(max_length=5)
    address_masked = models.CharField(max_length=254)
    address_sealed = models.BinaryField()
    subject_sealed = models.BinaryField()
    body_sealed = models.BinaryField()
    parts = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    transport = models.CharField(max_length=10, blank=True)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="message_age")]

    def __str__(self) -> str:
        return f"{self.template} #{self.pk} to {self.address_masked}"
