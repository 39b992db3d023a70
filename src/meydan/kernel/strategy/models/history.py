"""What was changed of a promise, and when: rows that are only ever added."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActionChange(models.Model):
    """One field of an action as it was and as it became, on the day on which it was changed."""

    class Field(models.TextChoices):
        STATUS = "status", _("State")
        STARTS_ON = "starts_on", _("Begins")
        ENDS_ON = "ends_on", _("Ends")
        BUDGET = "budget", _("Money set aside")
        SPENT = "spent", _("Spent")
        UNIT = "unit", _("Unit")
        EXPLANATION = "explanation", _("Why it is late")

    class Way(models.TextChoices):
        WORD = "word", pgettext_lazy("way of a change", "said by the unit")
        TABLE = "table", pgettext_lazy("way of a change", "brought in with a table")
        PACK = "pack", pgettext_lazy("way of a change", "loaded with the plan")

    action = models.ForeignKey("strategy.Action", on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(max_length=12, choices=Field.choices)
    # As JSON holds it: a day as ISO text, an amount as decimal text, words by language, a unit by its code.
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    way = models.CharField(max_length=6, choices=Way.choices)
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["action", "-changed_at"], name="newest_change_of_an_action")]

    def __str__(self) -> str:
        return f"{self.action_id}.{self.field}@{self.changed_at:%Y-%m-%d}"
