"""The rules by which new cases find their unit: every version that was in force, and the one draft."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoutingVersion(models.Model):
    """
    The rules as they were put into force; the highest number is in force, and none is ever changed.

    ``trial`` keeps what was known of the change when it was put into force.
    """

    class Origin(models.TextChoices):
        PACK = "pack", _("From the city's pack")
        DESK = "desk", pgettext_lazy("where rules of routing came from", "At the desk")
        BACK = "back", _("Taken back to an earlier version")
        CLEARED = "cleared", _("Sample rules taken out")

    number = models.PositiveIntegerField(unique=True)
    # As in ``routing.toml``: opens, closes, rule.
    document = models.JSONField(default=dict)
    # Of the document, so that what is read once is never taken for another.
    digest = models.CharField(max_length=64)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    back_to = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    trial = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The post's names on that day: in public a post answers for the rules, not a person.
    post_names = models.JSONField(default=dict, blank=True)
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"routing {self.number}"


class RoutingDraft(models.Model):
    """Rules that are being written; there is one at most, and ``revision`` guards it against two hands."""

    class Trial(models.TextChoices):
        NONE = "", _("Not tried")
        WAITING = "waiting", _("Being counted")
        DONE = "done", _("Counted")
        FAILED = "failed", _("Could not be counted")

    document = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    # The number that was in force when it was begun; 0: none was.
    base = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    trial_state = models.CharField(max_length=8, choices=Trial.choices, blank=True, default="")
    # Which revision was tried, against which version.
    trial_revision = models.PositiveIntegerField(default=0)
    trial_base = models.PositiveIntegerField(default=0)
    trial = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"draft of routing, revision {self.revision}"
