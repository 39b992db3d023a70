"""What a notice says, where and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import shapely
from django.db import models

from meydan.base.locale.public import text
from meydan.kernel.cases.public import Case


class Notice(models.Model):
    """The words, the place and the hours of a case of kind ``notice``."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="notice")
    texts = models.JSONField(default=dict)
    # In words, in the languages of the notice; the shape is for machines and the map.
    where = models.JSONField(default=dict, blank=True)
    # GeoJSON geometry, EPSG:4326; null where it happens nowhere (a tender).
    area = models.JSONField(null=True, blank=True)
    # What people ticked, so that a change begins where the last one ended.
    place_keys = models.JSONField(default=list, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    mutes = models.JSONField(default=list, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    calls_saved = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_ends_later",
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
            )
        ]
        indexes = [models.Index(fields=["starts_at", "id"], name="notice_start")]

    def __str__(self) -> str:
        return f"notice {self.case_id}"

    @property
    def key(self) -> str:
        """How its occurrence is named."""
        return f"notice/{self.case_id}"

    @property
    def shape(self) -> Any:
        """Where it holds, a shapely geometry or ``None``."""
        return None if self.area is None else shapely.geometry.shape(self.area)

    @property
    def place_words(self) -> str:
        """Where it holds, in the reader's language."""
        return text(self.where)

    def holds_at(self, moment: datetime) -> bool:
        """Whether it is under way at a moment."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)
