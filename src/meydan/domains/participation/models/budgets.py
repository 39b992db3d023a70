"""Budgets, their projects, who may vote, and ballots that know nothing of who cast them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from meydan.domains.participation.engine.blind import PublicKey


class Channel(models.TextChoices):
    """How a ballot came."""

    WEB = "web", _("Online")
    COUNTER = "counter", _("At the counter")
    PAPER = "paper", _("On paper")


class CountRule(models.TextChoices):
    """By which rule ballots become winners."""

    KNAPSACK = "knapsack", _("Most votes")
    APPROVAL = "approval", _("Most votes for the money")
    EQUAL_SHARES = "equal_shares", _("Equal shares")
    EQUAL_SHARES_COST = "equal_shares_cost", _("Equal shares, by money")


class Budget(models.Model):
    """An amount that people decide about; all money is in the pack's stored unit (lira, rial), whole."""

    code = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    amount = models.BigIntegerField()
    rule = models.CharField(max_length=20, choices=CountRule.choices, default=CountRule.EQUAL_SHARES)
    most_projects = models.PositiveSmallIntegerField(null=True, blank=True)
    # Whether one ballot must fit the money by itself.
    within_amount = models.BooleanField(default=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    # RSA modulus in hex digits; the private half is sealed with the home's secret.
    key_modulus = models.TextField(blank=True)
    sealed_key = models.BinaryField(default=b"", blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="budget_ends_later", condition=models.Q(closes_at__gt=models.F("opens_at"))
            ),
            models.CheckConstraint(name="budget_has_money", condition=models.Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"budget {self.code}"

    def is_open_at(self, moment: datetime) -> bool:
        """Whether people vote at a moment."""
        return self.published_at is not None and self.opens_at <= moment < self.closes_at

    @property
    def public_key(self) -> PublicKey:
        """The key that signs this budget's ballots."""
        return PublicKey(int(self.key_modulus, 16), 65537)


class Project(models.Model):
    """What the money could be spent on, where, and for how much."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="projects")
    number = models.PositiveSmallIntegerField()
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    cost = models.BigIntegerField()
    where = models.JSONField(default=dict, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["budget", "number"], name="project_number_once"),
            models.CheckConstraint(name="project_costs_money", condition=models.Q(cost__gt=0)),
        ]

    def __str__(self) -> str:
        return f"project {self.number} of budget {self.budget_id}"


class Eligibility(models.Model):
    """A voting code that was handed to one person; no moment is kept, so that none can be compared."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="eligibilities")
    code_digest = models.CharField(max_length=64)
    # Empty until a ballot is taken out with the code.
    channel = models.CharField(max_length=8, choices=Channel.choices, blank=True, default="")
    blinded_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["budget", "code_digest"], name="voting_code_once"),
        ]

    def __str__(self) -> str:
        return f"eligibility {self.pk} of budget {self.budget_id}"


class Ballot(models.Model):
    """
    What somebody chose.

    Its key is drawn at random and given: counted up, it would tell the order in which people voted. It knows
    neither code, person nor moment.
    """

    id = models.BigAutoField(primary_key=True)
    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="ballots")
    receipt = models.CharField(max_length=32)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    projects = models.JSONField(default=list)
    # Hex digits; empty on paper, where the sheet itself is the proof.
    signature = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["budget", "receipt"], name="ballot_once"),
        ]

    def __str__(self) -> str:
        return f"ballot {self.receipt}"


class Amendment(models.Model):
    """A later last day, with its reason, shown beside the budget for good."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="amendments")
    closed_at_before = models.DateTimeField()
    closes_at = models.DateTimeField()
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"amendment {self.pk} of budget {self.budget_id}"


class Count(models.Model):
    """What each rule made of the ballots, and the fingerprint of the file it was made from."""

    budget = models.OneToOneField(Budget, on_delete=models.CASCADE, related_name="count")
    counted_at = models.DateTimeField()
    outcomes = models.JSONField(default=dict)
    handed_out = models.JSONField(default=dict)
    file_digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"count of budget {self.budget_id}"
