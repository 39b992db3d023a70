"""Where the money of the promises goes: budget lines, contracts and their changes, agreements with partners."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

# So long before an agreement ends it is said that it has to be renewed.
RENEW_BEFORE = timedelta(days=90)


class BudgetLine(models.Model):
    """The money of one action in one budget year; in the main unit of the pack's currency."""

    action = models.ForeignKey("strategy.Action", on_delete=models.CASCADE, related_name="budget_lines")
    # As the city's calendar counts: 2026 or 1405.
    year = models.PositiveSmallIntegerField()
    planned = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    allocated = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    spent = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="budget_line_once_a_year", fields=["action", "year"]),
            models.CheckConstraint(
                name="budget_line_is_not_below_zero",
                condition=Q(planned__gte=0, allocated__gte=0, spent__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}/{self.year}"


class Contract(models.Model):
    """A contract with an organisation, for an action or for the plan as a whole."""

    class Status(models.TextChoices):
        RUNNING = "running", pgettext_lazy("contract", "Running")
        DONE = "done", pgettext_lazy("contract", "Fulfilled")
        ENDED = "ended", pgettext_lazy("contract", "Ended early")

    # Its address, made of the number.
    code = models.SlugField(max_length=80, unique=True)
    number = models.CharField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    # An organisation, never a person's name.
    contractor = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    action = models.ForeignKey(
        "strategy.Action", null=True, blank=True, on_delete=models.SET_NULL, related_name="contracts"
    )
    notice_href = models.URLField(max_length=400, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.RUNNING)
    entered_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contract_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")) | Q(ends_on=None) | Q(starts_on=None),
            ),
            models.CheckConstraint(
                name="contract_costs_nothing_below_zero", condition=Q(amount__gte=0) | Q(amount=None)
            ),
        ]
        indexes = [models.Index(fields=["-signed_on", "-id"], name="newest_contract")]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """How links and the audit log name it."""
        return f"strategy.contract:{self.code}"

    @property
    def total(self) -> Decimal | None:
        """The amount with its amendments."""
        if self.amount is None:
            return None
        return self.amount + sum((one.amount_change for one in self.amendments.all()), Decimal(0))

    @property
    def last_day(self) -> date | None:
        """The day on which it ends, as the newest amendment that speaks of it says."""
        said = [
            one.ends_on
            for one in sorted(self.amendments.all(), key=lambda row: (row.signed_on, row.pk))
            if one.ends_on
        ]
        return said[-1] if said else self.ends_on


class ContractAmendment(models.Model):
    """What was changed of a contract, and why; rows that are only ever added."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="amendments")
    signed_on = models.DateField()
    # More or less money; below zero where it costs less.
    amount_change = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    ends_on = models.DateField(null=True, blank=True)
    reason = models.JSONField(default=dict)
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.contract_id}@{self.signed_on}"


class Agreement(models.Model):
    """An agreement with a partner: a university, a ministry, another city."""

    code = models.SlugField(max_length=80, unique=True)
    partner = models.CharField(max_length=200)
    names = models.JSONField(default=dict)
    signed_on = models.DateField()
    # Empty for one without an end.
    expires_on = models.DateField(null=True, blank=True)
    action = models.ForeignKey(
        "strategy.Action", null=True, blank=True, on_delete=models.SET_NULL, related_name="agreements"
    )
    document_sha256 = models.CharField(max_length=64, blank=True)
    document_name = models.CharField(max_length=120, blank=True)
    document_type = models.CharField(max_length=40, blank=True)
    entered_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_expires_after_it_is_signed",
                condition=Q(expires_on__gte=F("signed_on")) | Q(expires_on=None),
            )
        ]

    def __str__(self) -> str:
        return self.code

    def standing(self, today: date) -> str:
        """``open`` without an end, ``running``, ``ending`` within ninety days, ``over``."""
        if self.expires_on is None:
            return "open"
        if self.expires_on < today:
            return "over"
        return "ending" if self.expires_on - today <= RENEW_BEFORE else "running"
