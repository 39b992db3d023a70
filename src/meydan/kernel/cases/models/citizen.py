"""Others who have the same problem, and the codes by which somebody proves a phone."""

from __future__ import annotations

from django.db import models


class Supporter(models.Model):
    """
    Somebody who said "me too" to an open case; with a phone they hear what becomes of it.

    One phone stands once with a case, and one connection counts once: a second phone on it hears, uncounted.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="supporters")
    phone_sealed = models.BinaryField(default=bytes)
    # Keyed digests; empty for nobody to write to, and once they are not needed to tell people apart.
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True)
    address_digest = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, default="en")
    is_counted = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "phone_digest"],
                condition=~models.Q(phone_digest=""),
                name="supporter_once_a_phone",
            ),
            models.UniqueConstraint(
                fields=["case", "address_digest"],
                condition=models.Q(is_counted=True) & ~models.Q(address_digest=""),
                name="supporter_counted_once_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"supporter {self.pk} of case {self.case_id}"


class PhoneProof(models.Model):
    """A code sent to a phone, kept as a digest: used once, wrong a few times at most, gone after minutes."""

    phone_digest = models.CharField(max_length=64, db_index=True)
    code_digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"proof {self.pk}"
