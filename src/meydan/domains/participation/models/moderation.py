"""What readers pointed at, what was hidden by which rule, and what became of the appeal. Nothing is ever deleted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meydan.domains.participation.models.proposals import Proposal
from meydan.domains.participation.models.voices import Comment

ONE_THING = Q(proposal__isnull=True) ^ Q(comment__isnull=True)


class Outcome(models.TextChoices):
    """How a hiding stands."""

    HIDDEN = "hidden", _("Hidden")
    APPEALED = "appealed", _("Appeal being heard")
    UPHELD = "upheld", _("Stays hidden after an appeal")
    RESTORED = "restored", _("Shown again after an appeal")


class Flag(models.Model):
    """A reader's word that something breaks the rules."""

    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.CASCADE, related_name="flags")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="flags")
    rule = models.CharField(max_length=40)
    words = models.CharField(max_length=500, blank=True)
    reader_digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    # Looked at: hidden, or left as it is.
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="flag_on_one_thing", condition=ONE_THING),
            models.UniqueConstraint(fields=["proposal", "reader_digest"], name="proposal_flagged_once"),
            models.UniqueConstraint(fields=["comment", "reader_digest"], name="comment_flagged_once"),
        ]

    def __str__(self) -> str:
        return f"flag {self.pk} ({self.rule})"


class Hiding(models.Model):
    """Something taken out of sight: by which rule, why, and what its author and another officer said."""

    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.CASCADE, related_name="hidings")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="hidings")
    rule = models.CharField(max_length=40)
    reason = models.TextField()
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.HIDDEN)
    appeal = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="hiding_of_one_thing", condition=ONE_THING),
            models.CheckConstraint(name="hiding_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="hiding_decided_by_another",
                condition=Q(decided_by__isnull=True) | Q(hidden_by__isnull=True) | ~Q(decided_by=F("hidden_by")),
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(outcome__in=["hidden", "appealed", "upheld"]),
                name="proposal_hidden_once",
            ),
            models.UniqueConstraint(
                fields=["comment"], condition=Q(outcome__in=["hidden", "appealed", "upheld"]),
                name="comment_hidden_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"hiding {self.pk} ({self.rule})"
