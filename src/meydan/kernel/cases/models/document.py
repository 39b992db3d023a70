"""Photos and papers that stand with a case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A file kept under media by its SHA-256; a photo has been drawn anew, so it carries no EXIF."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photo")
        EVIDENCE = "evidence", _("Evidence")
        PAPER = "paper", _("Paper")

    # Empty while a photo waits for a form that came back with a mistake, and for evidence of a task.
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True, related_name="documents")
    task = models.ForeignKey(
        "cases.PlaybookTask", on_delete=models.CASCADE, null=True, blank=True, related_name="documents"
    )
    waiting_key = models.CharField(max_length=80, blank=True, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    size_bytes = models.PositiveIntegerField()
    width_px = models.PositiveIntegerField(null=True, blank=True)
    height_px = models.PositiveIntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_stands_or_waits",
                condition=models.Q(case__isnull=False)
                | models.Q(task__isnull=False)
                | ~models.Q(waiting_key=""),
            ),
            models.UniqueConstraint(
                fields=["case", "sha256"], condition=models.Q(case__isnull=False), name="document_once_a_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.sha256[:12]}"
