"""What was given when a step of a workflow asked for it by name."""

from __future__ import annotations

from django.db import models


class EvidenceGiven(models.Model):
    """
    One value, beside the line of history that tells of it; rows are added, never changed but to erase them.

    The line keeps a salted digest of the value, so a row that is altered or missing is found. A personal
    value stands sealed and not in ``value``; a file is a document, and its value is its SHA-256.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="evidence")
    event = models.OneToOneField("cases.CaseEvent", on_delete=models.CASCADE, related_name="evidence")
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    value = models.JSONField(null=True, blank=True)
    value_sealed = models.BinaryField(default=bytes)
    document = models.ForeignKey(
        "cases.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    salt = models.BinaryField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "code"], name="evidence_of_case")]

    def __str__(self) -> str:
        return f"{self.code} of case {self.case_id}"
