"""What was written in the form with which a case was asked for."""

from __future__ import annotations

from django.db import models


class CaseAnswers(models.Model):
    """
    The answers of a case's form, sealed, with the version of the form that asked them; erasable.

    What registers said of the answers is sealed with them. The files are documents of the case.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="answers")
    version = models.ForeignKey("forms.FormVersion", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    answers_sealed = models.BinaryField(default=bytes)
    # How many facts no register has confirmed yet; asked again for some days.
    unproven = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["taken_at"],
                condition=models.Q(unproven__gt=0, erased_at__isnull=True),
                name="case_answers_unproven",
            )
        ]

    def __str__(self) -> str:
        return f"answers of case {self.case_id}"
