"""A report that was frozen: its three files and their digests, which never change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Report(models.Model):
    """
    How a plan stood in a period, frozen as JSON, as a PDF and as the rows behind its figures.

    The files stand under media by their digests; the PDF is a paper with a number, and shares its code.
    """

    class Kind(models.TextChoices):
        ANNUAL = "annual", pgettext_lazy("kind of report", "Annual report")
        COUNCIL = "council", pgettext_lazy("kind of report", "Report to the council")

    code = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    plan = models.ForeignKey("strategy.Plan", null=True, on_delete=models.SET_NULL, related_name="reports")
    plan_names = models.JSONField(default=dict)
    from_on = models.DateField()
    to_on = models.DateField()
    language = models.CharField(max_length=5)
    number = models.CharField(max_length=60)
    document_sha256 = models.CharField(max_length=64)
    rows_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_ends_after_it_begins", condition=models.Q(to_on__gte=models.F("from_on"))
            )
        ]
        indexes = [models.Index(fields=["-frozen_at", "-id"], name="newest_report")]

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> str:
        """How the audit log names it."""
        return f"strategy.report:{self.code}"

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each of its files, by the file's ending."""
        return {"json": self.document_sha256, "zip": self.rows_sha256, "pdf": self.pdf_sha256}
