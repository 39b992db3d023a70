"""Who is told, on which list, and whether each of them was."""

from __future__ import annotations

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from meydan.base.notify.public import Message
from meydan.domains.warnings.models.warning import PublicWarning


class ContactList(models.Model):
    """Schools, neighbourhood heads, hospitals: those who pass a warning on."""

    code = models.SlugField(max_length=60, unique=True)
    names = models.JSONField()
    order = models.PositiveSmallIntegerField(default=0)
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class Contact(models.Model):
    """
    One telephone or mailbox whose owner agreed to be told.

    Name and address lie sealed; the digest recognises an address without telling it.
    """

    class Channel(models.TextChoices):
        """How somebody is reached."""

        SMS = "sms", _("text message")
        EMAIL = "email", _("e-mail")

    list = models.ForeignKey(ContactList, on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    name_sealed = models.BinaryField()
    address_sealed = models.BinaryField()
    address_digest = models.CharField(max_length=64)
    address_masked = models.CharField(max_length=254)
    language = models.CharField(max_length=5)
    agreed_on = models.DateField()
    added_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["list", "address_digest"], name="warnings_contact_once_a_list")
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.address_masked}"


class Delivery(models.Model):
    """One way in which a warning went out: a public page, a feed, or a message to one contact."""

    class Channel(models.TextChoices):
        """Where it went."""

        PAGE = "page", _("public page and banner")
        FEED = "feed", _("feeds and CAP document")
        SMS = "sms", _("text message")
        EMAIL = "email", _("e-mail")

    warning = models.ForeignKey(PublicWarning, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    list = models.ForeignKey(ContactList, on_delete=models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")
    # The same telephone may stand on two lists; it rings once.
    address_digest = models.CharField(max_length=64, blank=True)
    address_masked = models.CharField(max_length=254, blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    fault = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["warning", "address_digest"],
                condition=~Q(address_digest=""),
                name="warnings_nobody_told_twice",
            ),
            UniqueConstraint(
                fields=["warning", "channel"],
                condition=Q(address_digest=""),
                name="warnings_channel_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.warning_id} {self.channel} {self.address_masked}"
