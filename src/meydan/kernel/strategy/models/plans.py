"""What the city promised: plans, goals, actions."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Plan(models.Model):
    """A plan over some years, with its vision and principles."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CONSULTATION = "consultation", _("Open for comments")
        COUNCIL = "council", _("Before the council")
        PUBLISHED = "published", _("Published")
        REVISED = "revised", _("Revised")

    code = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    vision = models.JSONField(default=dict, blank=True)
    principles = models.JSONField(default=list, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.DRAFT)
    source = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_ends_after_it_starts", condition=models.Q(ends_on__gt=models.F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return self.code


class Goal(models.Model):
    """An aim of a plan; its actions serve it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    theme = models.CharField(max_length=60, blank=True)
    order = models.PositiveIntegerField(default=0)
    is_sample = models.BooleanField(default=False)

    # Where people speak to it while the plan is open for comments; set by the page that shows it.
    voice: Any = None

    class Meta:
        constraints = [models.UniqueConstraint(name="goal_code_once_a_plan", fields=["plan", "code"])]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.code}"


class Action(models.Model):
    """Something a unit promised to do, with dates, money and the indicators it should move."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Given up")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="actions")
    code = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    about = models.JSONField(default=dict, blank=True)
    target = models.ForeignKey(
        "strategy.Target", null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    # The number in the printed plan, where another plan's action has the same and holds it as its code.
    number = models.CharField(max_length=40, blank=True)
    # The unit and its post, never a person: a plan outlives whoever holds the post. None is said in public.
    unit = models.ForeignKey(
        "people.OrgUnit", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    post = models.ForeignKey(
        "people.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The owner as the published table names it, kept where it is no unit of this city's list.
    owner_text = models.CharField(max_length=200, blank=True)
    partners = models.JSONField(default=list, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # In the currency's main unit as the pack names it (lira, rial).
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PLANNED)
    explanation = models.JSONField(default=dict, blank=True)
    output = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    risk = models.TextField(blank=True)
    location = models.CharField(max_length=200, blank=True)
    # Where the published table holds it: {"kind": "page", "name": "12", "row": 3}.
    source_place = models.JSONField(default=dict, blank=True)
    national = models.CharField(max_length=120, blank=True)
    sdg = models.JSONField(default=list, blank=True)
    order = models.PositiveIntegerField(default=0)
    is_sample = models.BooleanField(default=False)
    updated_at = models.DateTimeField()
    indicators = models.ManyToManyField(
        "strategy.Indicator", through="strategy.ActionIndicator", related_name="actions"
    )

    # Where people speak to it while the plan is open for comments; set by the page that shows it.
    voice: Any = None

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="action_ends_after_it_starts", condition=models.Q(ends_on__gte=models.F("starts_on"))
            ),
            models.CheckConstraint(
                name="action_progress_is_a_percentage", condition=models.Q(progress_percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def printed_code(self) -> str:
        """The code as the plan prints it."""
        return self.number or self.code


class ActionWord(models.Model):
    """What the unit said about its action on a day: one sentence, and how far it is."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="words")
    said_at = models.DateTimeField()
    # Language to words: mostly the one language in which it was said.
    sentence = models.JSONField(default=dict)
    progress_percent = models.PositiveSmallIntegerField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["action", "-said_at"], name="newest_word_of_an_action")]
        constraints = [
            models.CheckConstraint(
                name="word_progress_is_a_percentage", condition=models.Q(progress_percent__lte=100)
            )
        ]

    def __str__(self) -> str:
        return f"{self.action_id}@{self.said_at:%Y-%m-%d}"


class ActionIndicator(models.Model):
    """Which indicators an action should move."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")
    indicator = models.ForeignKey("strategy.Indicator", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="indicator_once_an_action", fields=["action", "indicator"])
        ]

    def __str__(self) -> str:
        return f"{self.action_id}-{self.indicator_id}"
