"""Why a closed case was opened again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Reopening(models.Model):
    """
    One opening anew, with its reason from the list; written once beside its line of history.

    ``outcome`` is how the case had ended; that line stands in the history for good, and here it can be counted.
    """

    class By(models.TextChoices):
        REPORTER = "reporter", _("Whoever reported")
        OFFICER = "officer", pgettext_lazy("who opened a case again", "Officer")
        MACHINE = "machine", pgettext_lazy("who opened a case again", "By itself")

    event = models.OneToOneField("cases.CaseEvent", on_delete=models.CASCADE, related_name="reopening")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="reopenings")
    service = models.ForeignKey("cases.Service", on_delete=models.CASCADE, related_name="+", db_index=False)
    # A code of reopen_reasons.toml; empty when nobody chose one.
    reason = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=10, choices=By.choices)
    outcome = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["at", "service", "reason"], name="reopening_counted")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.reason or '-'}"
