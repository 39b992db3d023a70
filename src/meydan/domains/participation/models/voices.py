"""Who stands behind a proposal, who talks about it, who wants to hear what becomes of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meydan.domains.participation.models.proposals import Proposal


class Stance(models.TextChoices):
    """Where a comment stands."""

    FOR = "for", pgettext_lazy("stance", "For")
    AGAINST = "against", pgettext_lazy("stance", "Against")
    NEUTRAL = "neutral", _("Neither")


class Support(models.Model):
    """
    One person behind one proposal.

    The digest is keyed and made for this proposal alone, so that the rows do not tell what else a person supports.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="supports")
    person_digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "person_digest"], name="support_once_a_person")
        ]

    def __str__(self) -> str:
        return f"support {self.pk} of proposal {self.proposal_id}"


class Comment(models.Model):
    """Words about a proposal, or an answer to such words."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    stance = models.CharField(max_length=8, choices=Stance.choices, default=Stance.NEUTRAL)
    words = models.TextField(blank=True)
    language = models.CharField(max_length=8)
    # Personal: what the author signs with, if anything.
    signed_as = models.CharField(max_length=80, blank=True)
    author_digest = models.CharField(max_length=64, blank=True)
    # Personal: where the city writes to about this text, sealed.
    contact_sealed = models.BinaryField(default=bytes)
    contact_is_phone = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    is_hidden = models.BooleanField(default=False)
    # Its author took the words away; that somebody had said something stays.
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["proposal", "created_at"], name="comments_in_order"),
            models.Index(fields=["author_digest"], name="comment_author"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk} of proposal {self.proposal_id}"

    @property
    def ref(self) -> str:
        """How the log names it."""
        return f"participation.comment:{self.pk}"


class Follower(models.Model):
    """Somebody who left a phone or an e-mail to hear what becomes of a proposal; gone when they have enough."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="followers")
    person_digest = models.CharField(max_length=64, blank=True)
    # The same for one address in every proposal: by it a day's news become one message.
    contact_digest = models.CharField(max_length=64)
    contact_sealed = models.BinaryField()
    is_phone = models.BooleanField()
    language = models.CharField(max_length=8)
    # The word in the link by which somebody ends the messages.
    token = models.CharField(max_length=32, unique=True)
    # The newest news they were told of.
    told_up_to = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "contact_digest"], name="follower_once_an_address")
        ]
        indexes = [models.Index(fields=["contact_digest"], name="follower_contact")]

    def __str__(self) -> str:
        return f"follower {self.pk} of proposal {self.proposal_id}"


class News(models.Model):
    """Something that happened to a proposal or to the action behind it; one fact is one row."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="news")
    # What happened, unmistakably: "word:12", "late", "indicator:air.pm25:good:2026-11-28".
    fact = models.CharField(max_length=160)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "fact"], name="news_once_a_fact"),
            models.CheckConstraint(name="news_is_a_fact", condition=~Q(fact="")),
        ]

    def __str__(self) -> str:
        return f"{self.fact} of proposal {self.proposal_id}"
