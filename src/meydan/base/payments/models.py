"""What is owed, every try to pay it, what was given back, and statements that were held against the book."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy


class Order(models.Model):
    """A fee that somebody owes for a thing. Amounts are whole minor units: kuruş, rial."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("fee", "Unpaid")
        PAID = "paid", pgettext_lazy("fee", "Paid")
        REFUNDED = "refunded", pgettext_lazy("fee", "Given back")
        WITHDRAWN = "withdrawn", pgettext_lazy("fee", "Not owed any more")

    # Unguessable: whoever has the address may pay.
    code = models.CharField(max_length=14, unique=True)
    # The same fee of the same thing is one order, however often it is asked for.
    key = models.CharField(max_length=120, unique=True)
    thing = models.CharField(max_length=80, db_index=True)
    thing_code = models.CharField(max_length=40, blank=True)
    names = models.JSONField(default=dict)
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    refunded_minor = models.PositiveBigIntegerField(default=0)
    receipt = models.OneToOneField(
        "papers.Paper", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=5)
    # The page of this home that whoever pays comes from: a form being filled in, or a case.
    back = models.CharField(max_length=200, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="order_amount_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="order_gives_back_at_most_all", condition=Q(refunded_minor__lte=F("amount_minor"))
            ),
            models.CheckConstraint(
                name="order_paid_says_when",
                condition=Q(state__in=["open", "withdrawn"]) | Q(paid_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "-opened_at"], name="order_by_state")]

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> str:
        """How links and the audit log name it."""
        return f"payments.order:{self.pk}"


class Attempt(models.Model):
    """One try to pay an order at one provider. A second one that was paid too is surplus and is given back."""

    class State(models.TextChoices):
        STARTED = "started", pgettext_lazy("payment", "Under way")
        PAID = "paid", pgettext_lazy("payment", "Paid")
        SURPLUS = "surplus", pgettext_lazy("payment", "Paid twice, to be given back")
        DIFFERS = "differs", pgettext_lazy("payment", "Another amount was paid")
        FAILED = "failed", pgettext_lazy("payment", "Not paid")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="attempts")
    provider = models.CharField(max_length=40)
    key = models.CharField(max_length=60, unique=True)
    reference = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STARTED)
    paid_minor = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "reference"], condition=~Q(reference=""), name="attempt_reference_once"
            ),
            # Money counts once, whatever arrives twice.
            models.UniqueConstraint(fields=["order"], condition=Q(state="paid"), name="attempt_paid_once"),
        ]
        indexes = [models.Index(fields=["state", "started_at"], name="attempt_under_way")]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference or self.key}"


class Notice(models.Model):
    """A genuine notice of a provider, once; the same one again is answered and changes nothing."""

    provider = models.CharField(max_length=40)
    event_id = models.CharField(max_length=200)
    reference = models.CharField(max_length=120)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"


class Refund(models.Model):
    """Money given back, or being given back."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("refund", "Under way")
        DONE = "done", pgettext_lazy("refund", "Given back")
        FAILED = "failed", pgettext_lazy("refund", "Failed")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=60, unique=True)
    amount_minor = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=6, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"refund {self.pk} of {self.attempt}"


class Statement(models.Model):
    """A provider's statement that was held against the book, and what differed then."""

    provider = models.CharField(max_length=40)
    from_on = models.DateField()
    to_on = models.DateField()
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    theirs_minor = models.BigIntegerField()
    ours_minor = models.BigIntegerField()
    findings = models.JSONField(default=list)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.provider} {self.from_on} {self.to_on}"
