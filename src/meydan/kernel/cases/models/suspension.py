"""A case that waits for something named."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Suspension(models.Model):
    """
    A stretch in which a case's clocks stand still until what was asked for comes.

    The reason stands in the words of ``event``, the line of history that stopped the clocks.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="suspensions")
    event = models.OneToOneField("cases.CaseEvent", on_delete=models.CASCADE, related_name="suspension")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at=None), name="suspension_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"suspension {self.pk} of case {self.case_id}"


class AskedItem(models.Model):
    """One thing the office waits for, in words that the citizen reads, and what became of it."""

    class State(models.TextChoices):
        WAITED = "waited", _("Waited for")
        CAME = "came", _("Came")
        DROPPED = "dropped", _("No longer needed")

    suspension = models.ForeignKey(Suspension, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITED)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["suspension", "order"], name="asked_item_in_order"),
            models.CheckConstraint(
                name="asked_item_settled_or_waited",
                condition=models.Q(state="waited", settled_at__isnull=True)
                | models.Q(state__in=["came", "dropped"], settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.order} of suspension {self.suspension_id}"
