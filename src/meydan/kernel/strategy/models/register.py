"""What stands around an action in the register, and how a plan came in and was published."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meydan.kernel.strategy.models.plans import Plan


class Target(models.Model):
    """A target under a goal; plans of two storeys have none."""

    goal = models.ForeignKey("strategy.Goal", on_delete=models.CASCADE, related_name="targets")
    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    order = models.PositiveIntegerField(default=0)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="target_code_once_a_goal", fields=["goal", "code"])]

    def __str__(self) -> str:
        return f"{self.goal_id}/{self.code}"


class Step(models.Model):
    """A step of an action, with its days and what it leaves behind."""

    action = models.ForeignKey("strategy.Action", on_delete=models.CASCADE, related_name="steps")
    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    output = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)
    # Where the published table holds it: {"kind": "sheet", "name": "Plan", "row": 12}.
    source_place = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="step_code_once_an_action", fields=["action", "code"]),
            models.CheckConstraint(
                name="step_ends_after_it_starts",
                condition=models.Q(ends_on__gte=models.F("starts_on"))
                | models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}/{self.code}"


class Dependency(models.Model):
    """An action that cannot begin before another is done; circles are refused before they are written."""

    action = models.ForeignKey("strategy.Action", on_delete=models.CASCADE, related_name="needs")
    needs = models.ForeignKey("strategy.Action", on_delete=models.CASCADE, related_name="needed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dependency_once", fields=["action", "needs"]),
            models.CheckConstraint(
                name="action_needs_another", condition=~models.Q(action=models.F("needs"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}>{self.needs_id}"


class PlanImport(models.Model):
    """A file that a plan was read from: all its rows with their text, kept whether they came in or not."""

    class Status(models.TextChoices):
        LOOKED = "looked", _("Looked through")
        KEPT = "kept", _("Brought in")

    plan = models.ForeignKey("strategy.Plan", on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    # [{"kind", "name", "rows": [[row, cells, merged]]}]
    tables = models.JSONField(default=list)
    # Heading -> key of a column, where a person corrected what was recognised.
    chosen = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.LOOKED)
    # What was found wrong when it was brought in.
    faults = models.JSONField(default=list, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    sent_by = models.ForeignKey("people.Account", on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.plan_id}@{self.sent_at:%Y-%m-%d}"


class PlanVersion(models.Model):
    """A plan as it stood when it reached the public: its document never changes."""

    plan = models.ForeignKey("strategy.Plan", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    # Of the document with sorted keys, without blanks, in UTF-8.
    sha256 = models.CharField(max_length=64)
    # The status that the plan had: open for comments, published, revised.
    status = models.CharField(max_length=16)
    # The council's decision or the reason for the revision, in the words and language of whoever wrote it.
    reason = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="version_number_once_a_plan", fields=["plan", "number"])]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"

    @property
    def state(self) -> str:
        """The plan's state in which it was frozen, in words."""
        return str(Plan.Status(self.status).label)

    @property
    def previous(self) -> int:
        """The number of the version before; 0 for the first."""
        return self.number - 1
