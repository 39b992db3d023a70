"""What happened to a case, in the order it happened, sealed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseEvent(models.Model):
    """
    One line of a case's history; triggers in the database refuse a change or a removal.

    Each line's seal covers the line before it, so a line cannot be altered or taken out unseen. Words people
    wrote stand in ``CaseWords``; the line keeps only their salted digest, so words can be erased and the
    chain holds.
    """

    class Verb(models.TextChoices):
        OPENED = "opened", _("Opened")
        MOVED = "moved", _("Moved on")
        ASSIGNED = "assigned", _("Assigned")
        NOTED = "noted", _("Note written")
        MESSAGE_OUT = "message_out", _("Message to the citizen")
        MESSAGE_IN = "message_in", _("Message from the citizen")
        DOCUMENT = "document", _("Document added")
        EVIDENCE = "evidence", _("Evidence given")
        CLOCK_STOPPED = "clock_stopped", _("Clock stopped")
        CLOCK_RESUMED = "clock_resumed", _("Clock runs again")
        CLOCK_BREACHED = "clock_breached", _("Time ran out")
        SECOND_AUTHORITY = "second_authority", _("Second authority")
        ASKED = "asked", _("Asked for")
        ASKED_SETTLED = "asked_settled", _("What was asked for")
        ANSWERED = "answered", _("Citizen answered")
        SUPPORTED = "supported", _("Somebody has the same problem")
        ERASED = "erased", _("Personal data erased")
        AGENDA = "agenda", _("Put before a body")
        OFF_AGENDA = "off_agenda", _("Taken off the agenda")
        DECIDED = "decided", _("A body decided")
        REFERRED = "referred", _("Referred")
        ANSWER_CAME = "answer_came", _("Answer to a referral")
        RECALLED = "recalled", _("Referral called back")
        CAME_FROM = "came_from", _("Came from another institution")
        RELATED = "related", _("Tied to another case")
        UNRELATED = "unrelated", _("Tie to another case undone")
        MERGED = "merged", _("Joined to another case")
        UNMERGED = "unmerged", _("Joining undone")
        SPLIT = "split", _("Split into two")
        RETITLED = "retitled", _("Said anew")
        VISITED = "visited", _("Visited on the spot")

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="events")
    sequence = models.PositiveIntegerField()
    verb = models.CharField(max_length=20, choices=Verb.choices)
    # DO_NOTHING: history keeps who acted even when the account is gone; the database must not rewrite
    # the line.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    at = models.DateTimeField()
    body = models.JSONField(default=dict)
    is_public = models.BooleanField(default=False)
    salt = models.BinaryField()
    seal = models.BinaryField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "sequence"], name="case_event_in_order")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.sequence} {self.verb}"


class CaseWords(models.Model):
    """What somebody wrote in a line of history; erasable, with the salt that ties it to the line's digest."""

    event = models.OneToOneField(CaseEvent, on_delete=models.CASCADE, related_name="words")
    text = models.TextField(blank=True)
    salt = models.BinaryField()
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"words of event {self.event_id}"
