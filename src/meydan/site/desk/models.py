"""What staff keep for themselves at the desk: views of the inbox, and texts of replies."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Kept(models.Model):
    """Something of somebody's own that a whole unit may use when its owner shares it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The unit it is shared with, and those below; empty: for its owner alone.
    unit = models.ForeignKey(
        "people.OrgUnit", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class SavedView(Kept):
    """A narrowed inbox under a name: the part of its address after the question mark."""

    query = models.CharField(max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="desk_view_once_a_name")]


class ReplyText(Kept):
    """A text for the citizen, in languages, with placeholders in braces."""

    texts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="desk_reply_once_a_name")]
