"""A warning, its words in each language, and the two people who stand behind it."""

from __future__ import annotations

from typing import Any

import shapely
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from meydan.base.people.public import Account

LONGEST_HEADLINE = 160
LONGEST_TEXT = 2000


class PublicWarning(models.Model):
    """One message: the warning itself, a newer version of it, or the word that it is over."""

    class State(models.TextChoices):
        """Where it stands in the house."""

        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("In force")
        UPDATED = "updated", _("Replaced by a newer one")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    class MessageType(models.TextChoices):
        """What it is to those before it, in the words of CAP."""

        ALERT = "Alert", _("Warning")
        UPDATE = "Update", _("Update")
        CANCEL = "Cancel", _("Cancellation")

    class CapStatus(models.TextChoices):
        """Whether people are to act on it, in the words of CAP."""

        ACTUAL = "Actual", _("For real")
        EXERCISE = "Exercise", _("Exercise")
        TEST = "Test", _("Test")

    identifier = models.SlugField(max_length=60, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # Raised by every change: whoever approves says which version was read.
    version = models.PositiveIntegerField(default=1)
    cap_status = models.CharField(max_length=8, choices=CapStatus.choices, default=CapStatus.ACTUAL)
    msg_type = models.CharField(max_length=6, choices=MessageType.choices, default=MessageType.ALERT)
    template = models.SlugField(max_length=60, blank=True)
    category = models.CharField(max_length=10)
    responses = models.JSONField(default=list)
    urgency = models.CharField(max_length=10)
    severity = models.CharField(max_length=10)
    certainty = models.CharField(max_length=10)
    onset_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    area_names = models.JSONField(default=dict)
    # WKB of polygons, EPSG:4326, longitude first; circles are [lat, lon, km], as CAP has them.
    geometry = models.BinaryField(null=True)
    circles = models.JSONField(default=list)
    place_refs = models.JSONField(default=list)
    area_lines = models.TextField(blank=True)
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    source_ref = models.CharField(max_length=120, blank=True)
    source_text = models.TextField(blank=True)
    # Empty while the platform alone wrote it: somebody must take it up before anybody can approve it.
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    # Everybody who wrote a part of it; none of them may approve it.
    writers = models.JSONField(default=list)
    sent_back = models.TextField(blank=True)
    lists = models.ManyToManyField("warnings.ContactList", related_name="warnings")
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["state", "expires_at"], name="warnings_state_end")]
        constraints = [
            CheckConstraint(
                condition=Q(state__in=("draft", "approved"))
                | Q(sent_at__isnull=False, expires_at__isnull=False),
                name="warnings_published_has_times",
            ),
            UniqueConstraint(
                fields=["source_ref"],
                condition=Q(state__in=("draft", "approved")) & ~Q(source_ref=""),
                name="warnings_one_draft_a_source",
            ),
            CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(expires_at__gt=F("sent_at")),
                name="warnings_ends_after_sent",
            ),
            CheckConstraint(
                condition=Q(msg_type="Alert", previous__isnull=True)
                | (~Q(msg_type="Alert") & Q(previous__isnull=False)),
                name="warnings_only_an_update_follows",
            ),
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def ref(self) -> str:
        """How logs speak of it."""
        return f"warnings.publicwarning:{self.pk}"

    @property
    def is_in_work(self) -> bool:
        """Whether it has not left the house."""
        return self.state in IN_WORK

    def shape(self) -> Any:
        """The polygons as a shapely object; ``None`` when there are none."""
        return shapely.from_wkb(bytes(self.geometry)) if self.geometry else None


IN_WORK = (PublicWarning.State.DRAFT, PublicWarning.State.APPROVED)
ONCE_PUBLISHED = tuple(state for state in PublicWarning.State if state not in IN_WORK)


class WarningText(models.Model):
    """The words in one language."""

    warning = models.ForeignKey(PublicWarning, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    event = models.CharField(max_length=80)
    headline = models.CharField(max_length=LONGEST_HEADLINE)
    description = models.TextField()
    instruction = models.TextField()
    sms = models.TextField(blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["warning", "language"], name="warnings_text_once")]

    def __str__(self) -> str:
        return f"{self.warning_id} {self.language}"


class Approval(models.Model):
    """Two different people: who drafted a warning, and who let it go out."""

    warning = models.OneToOneField(PublicWarning, on_delete=models.CASCADE, related_name="approval")
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(drafted_by=F("approved_by")), name="warnings_two_different_people")
        ]

    def __str__(self) -> str:
        return f"{self.warning_id} by {self.approved_by_id}"
