"""How many promises and figures nobody looked after, month by month."""

from __future__ import annotations

from django.db import models


class LedgerMonth(models.Model):
    """The ledger of one month of the city's calendar; the running month is written anew each night."""

    begins_on = models.DateField(unique=True)
    actions = models.PositiveIntegerField()
    untouched = models.PositiveIntegerField()
    unowned = models.PositiveIntegerField()
    figures = models.PositiveIntegerField()
    old_figures = models.PositiveIntegerField()
    missed_words = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.begins_on.isoformat()
