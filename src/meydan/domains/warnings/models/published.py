"""What went out, byte for byte."""

from __future__ import annotations

from django.db import models

from meydan.base.people.public import Account
from meydan.domains.warnings.models.warning import PublicWarning


class PublishedMessage(models.Model):
    """The XML as it was signed. Migration 0002 lets the database refuse to change or remove it."""

    warning = models.OneToOneField(PublicWarning, on_delete=models.PROTECT, related_name="message")
    xml = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    sender = models.CharField(max_length=120)
    # The name in the certificate; empty for a message that carries no signature.
    signer = models.CharField(max_length=64, blank=True)
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.warning_id} {self.sha256[:12]}"
