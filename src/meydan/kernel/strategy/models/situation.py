"""From where the city starts: what helps and hinders it, and which promise was thought the most pressing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SituationLine(models.Model):
    """
    One sentence of a plan's situation analysis, with the figure or paper it rests on.

    A line is never changed: whoever thinks otherwise takes it back, with a reason that stays, and writes another.
    """

    class Field(models.TextChoices):
        STRENGTH = "strength", _("Strengths")
        WEAKNESS = "weakness", _("Weaknesses")
        OPPORTUNITY = "opportunity", _("Opportunities")
        THREAT = "threat", _("Threats")
        POLITICAL = "political", pgettext_lazy("what surrounds a city", "Political")
        ECONOMIC = "economic", pgettext_lazy("what surrounds a city", "Economic")
        SOCIAL = "social", pgettext_lazy("what surrounds a city", "Social")
        TECHNOLOGICAL = "technological", pgettext_lazy("what surrounds a city", "Technological")
        ENVIRONMENTAL = "environmental", pgettext_lazy("what surrounds a city", "Environmental")
        LEGAL = "legal", pgettext_lazy("what surrounds a city", "Legal")

    plan = models.ForeignKey("strategy.Plan", on_delete=models.CASCADE, related_name="situation")
    field = models.CharField(max_length=14, choices=Field.choices)
    names = models.JSONField(default=dict)
    # The figure behind the line, or in words the paper it was taken from; at least one of them stands.
    indicator = models.ForeignKey(
        "strategy.Indicator", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField()
    # The unit and the post that wrote it; never a person.
    unit_code = models.CharField(max_length=200, blank=True)
    post_code = models.CharField(max_length=200, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_because = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="line_taken_back_with_a_reason",
                condition=models.Q(taken_back_at__isnull=True, taken_back_because="")
                | (models.Q(taken_back_at__isnull=False) & ~models.Q(taken_back_because="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.field} {self.pk}"


class PriorityScore(models.Model):
    """How a post judged an action on a day, each from 1 to 5. Its newest row counts; the earlier ones stay."""

    action = models.ForeignKey("strategy.Action", on_delete=models.CASCADE, related_name="scores")
    impact = models.PositiveSmallIntegerField()
    effort = models.PositiveSmallIntegerField()
    urgency = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    unit_code = models.CharField(max_length=200, blank=True)
    post_code = models.CharField(max_length=200)
    scored_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["action", "post_code", "-scored_at"], name="newest_score_of_a_post")]
        constraints = [
            models.CheckConstraint(
                name="score_is_one_to_five",
                condition=models.Q(impact__range=(1, 5), effort__range=(1, 5), urgency__range=(1, 5)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.action_id} by {self.post_code}"
