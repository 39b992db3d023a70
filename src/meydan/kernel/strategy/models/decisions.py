"""What a body decided, the figures as they stood then, and what the decision was to bring about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from meydan.kernel.strategy.models.indicators import Indicator


class Decision(models.Model):
    """A decision of the council, the committee or a commission that moves the plan or some of its actions."""

    # Its address: body, year and number.
    code = models.SlugField(max_length=120, unique=True)
    body = models.CharField(max_length=80)
    # As the body was called on that day.
    body_names = models.JSONField(default=dict)
    number = models.CharField(max_length=40)
    decided_on = models.DateField()
    names = models.JSONField(default=dict)
    words = models.JSONField(default=dict, blank=True)
    plan = models.ForeignKey(
        "strategy.Plan", null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    actions = models.ManyToManyField("strategy.Action", related_name="decisions", blank=True)
    # The signed item of a body's session from which it was begun: "cases.agendaitem:12".
    item_ref = models.CharField(max_length=80, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    document_name = models.CharField(max_length=120, blank=True)
    document_type = models.CharField(max_length=40, blank=True)
    entered_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="decision_of_a_body_once", fields=["body", "number", "decided_on"]),
            models.UniqueConstraint(
                name="item_becomes_one_decision", fields=["item_ref"], condition=~models.Q(item_ref="")
            ),
        ]
        indexes = [models.Index(fields=["-decided_on", "-id"], name="newest_decision")]

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> str:
        """How links and the audit log name it."""
        return f"strategy.decision:{self.code}"


class FrozenFigure(models.Model):
    """An indicator as it stood when the body decided. It never changes, whatever is counted later."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="figures")
    indicator = models.ForeignKey(
        "strategy.Indicator", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    indicator_code = models.CharField(max_length=80)
    names = models.JSONField(default=dict)
    unit = models.CharField(max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    # Empty when there was no figure yet.
    value = models.FloatField(null=True)
    on = models.DateField(null=True)
    row_count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="figure_frozen_once", fields=["decision", "indicator_code"])
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}:{self.indicator_code}"


class ExpectedEffect(models.Model):
    """By how much a decision was to move an indicator until a day; then it is looked at what became of it."""

    class Outcome(models.TextChoices):
        REACHED = "reached", pgettext_lazy("effect of a decision", "As expected")
        PARTLY = "partly", pgettext_lazy("effect of a decision", "Less than expected")
        NONE = "none", pgettext_lazy("effect of a decision", "No visible effect")
        OPPOSITE = "opposite", pgettext_lazy("effect of a decision", "It went the other way")
        UNKNOWN = "unknown", pgettext_lazy("effect of a decision", "No figure to compare with")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="effects")
    figure = models.ForeignKey(FrozenFigure, on_delete=models.CASCADE, related_name="effects")
    direction = models.CharField(max_length=4, choices=Indicator.Direction.choices)
    # How far it was to move, in the indicator's unit; always above zero.
    size = models.FloatField()
    check_on = models.DateField()
    checked_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    after = models.FloatField(null=True, blank=True)
    after_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="effect_once_a_figure_and_day", fields=["figure", "check_on"]),
            models.CheckConstraint(name="effect_has_a_size", condition=models.Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}@{self.check_on}"
