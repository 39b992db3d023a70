"""Proposals: what people would have the city do, where each stands, and what the city answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """Where a proposal stands."""

    OPEN = "open", _("Open for support")
    EXAMINED = "examined", _("Under examination")
    ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
    PARTLY = "partly", _("Accepted in part")
    REJECTED = "rejected", pgettext_lazy("proposal", "Rejected")
    DONE = "done", pgettext_lazy("proposal", "Carried out")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")


# What promises something: a plan action stands behind it, always.
PROMISED = (Status.ACCEPTED, Status.PARTLY, Status.DONE)
# What needs the city's reason in writing.
REASONED = (Status.REJECTED, Status.PARTLY)


class Call(models.Model):
    """A time in which the city asks for proposals about something."""

    code = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="call_ends_later", condition=Q(closes_at__gt=models.F("opens_at")))
        ]

    def __str__(self) -> str:
        return f"call {self.code}"

    def is_open_at(self, moment: datetime) -> bool:
        """Whether proposals are taken at a moment."""
        return self.opens_at <= moment < self.closes_at


class Proposal(models.Model):
    """
    An idea in its author's words. Who wrote it is known by a keyed digest alone; the name shown is what they chose.

    The counts are kept beside the rows they count, so that a list of thousands reads one table.
    """

    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals")
    title = models.CharField(max_length=140)
    what = models.TextField()
    why = models.TextField(blank=True)
    language = models.CharField(max_length=8)
    category = models.CharField(max_length=40)
    address = models.CharField(max_length=300, blank=True)
    # The key of an area of the layer "neighbourhoods".
    neighbourhood = models.CharField(max_length=120, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    # Personal: what the author signs with, if anything.
    signed_as = models.CharField(max_length=80, blank=True)
    author_digest = models.CharField(max_length=64, blank=True)
    # Personal: where the city writes to about this text, sealed.
    contact_sealed = models.BinaryField(default=bytes)
    contact_is_phone = models.BooleanField(default=True)
    # An officer who raised it from what was reported.
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What was reported, frozen at that moment; see engine.clusters and operations.raising.
    evidence = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    action = models.ForeignKey(
        "strategy.Action", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    support_count = models.PositiveIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)
    # Folded title, words and place; empty while hidden.
    search = models.TextField(blank=True)
    is_hidden = models.BooleanField(default=False)
    # One form is one proposal, however often it is sent.
    token = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - NULL: none given
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_promised_has_action",
                condition=~Q(status__in=PROMISED) | Q(action__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_refused_has_reason", condition=~Q(status__in=REASONED) | ~Q(answer="")
            ),
        ]
        indexes = [
            models.Index(fields=["is_hidden", "-created_at", "-id"], name="proposal_newest"),
            models.Index(fields=["is_hidden", "-support_count", "-id"], name="proposal_most_supported"),
            models.Index(fields=["author_digest"], name="proposal_author"),
            models.Index(fields=["action"], name="proposal_action"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    @property
    def ref(self) -> str:
        """How links and the log name it."""
        return f"participation.proposal:{self.pk}"

    @property
    def takes_support(self) -> bool:
        """Whether people may still stand behind it and talk about it."""
        return self.status in (Status.OPEN, Status.EXAMINED) and not self.is_hidden


class ProposalPhoto(models.Model):
    """A photo drawn anew, without what the file said about place and phone; by its digest under media."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="photos")
    sha256 = models.CharField(max_length=64)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "sha256"], name="proposal_photo_once")]

    def __str__(self) -> str:
        return f"photo {self.pk} of proposal {self.proposal_id}"


class LineKept(Exception):
    """A line of a history is written once."""


class ProposalEvent(models.Model):
    """One line of a proposal's public history: what became of it, when, and the city's words. Only ever added."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status.choices, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["proposal", "at"], name="proposal_history")]

    def __str__(self) -> str:
        return f"{self.verb} of proposal {self.proposal_id}"

    def save(self, *args: Any, **options: Any) -> None:
        """
        Write the line, once.

        :raises LineKept: if it stands already
        """
        if self.pk is not None and not options.get("force_insert"):
            raise LineKept(str(self))
        super().save(*args, **options)
