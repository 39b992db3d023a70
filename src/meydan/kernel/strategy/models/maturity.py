"""What officers answered about the city's maturity, and how it stood at the end of a year."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MaturityAnswer(models.Model):
    """A post's answer to one criterion. It is never changed: a new answer is a further row, and the newest counts."""

    class Answer(models.TextChoices):
        YES = "yes", pgettext_lazy("answer to a criterion", "Yes")
        PARTLY = "partly", pgettext_lazy("answer to a criterion", "Partly")
        NO = "no", pgettext_lazy("answer to a criterion", "No")

    checklist = models.CharField(max_length=60)
    criterion = models.CharField(max_length=60)
    answer = models.CharField(max_length=6, choices=Answer.choices)
    # An address where anybody can see it: of this city's pages, or of the web.
    evidence = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=400, blank=True)
    unit_code = models.CharField(max_length=200, blank=True)
    # The post that signs; the person is named in the audit log alone.
    post_code = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["checklist", "criterion", "-answered_at", "-id"], name="newest_answer")
        ]

    def __str__(self) -> str:
        return f"{self.checklist}/{self.criterion}: {self.answer}"


class MaturitySnapshot(models.Model):
    """How a checklist stood when a year was closed: a text that never changes, with its fingerprint."""

    checklist = models.CharField(max_length=60)
    # In the city's calendar.
    year = models.PositiveSmallIntegerField(_("Year"))
    taken_at = models.DateTimeField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="maturity_frozen_once_a_year", fields=["checklist", "year"])
        ]

    def __str__(self) -> str:
        return f"{self.checklist} {self.year}"
