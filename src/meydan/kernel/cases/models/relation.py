"""What ties cases together, and where a case was sent or came from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseRelation(models.Model):
    """A tie between two cases; undone it stays here with the day it ended."""

    class Kind(models.TextChoices):
        CHILD = "child", _("Child of the other")
        MERGED = "merged", _("Joined to the other")
        SPLIT = "split", _("Split from the other")

    kind = models.CharField(max_length=6, choices=Kind.choices)
    upper = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="ties_below")
    lower = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="ties_above")
    # The upper case cannot end while this child is open.
    must_close = models.BooleanField(default=False)
    # How many people the joined case added to the other's count.
    counted = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    # Empty: the machine tied them, when the lower case began.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(upper=F("lower")), name="case_not_tied_to_itself"),
            # A case has one parent, and is joined to one case.
            models.UniqueConstraint(
                fields=["lower", "kind"], condition=Q(ended_at__isnull=True), name="case_tied_once_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lower_id} {self.kind} {self.upper_id}"


class Referral(models.Model):
    """A case asked about elsewhere: at another unit or an outside institution, until an answer comes."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("referral", "Waits for an answer")
        ANSWERED = "answered", pgettext_lazy("referral", "Answered")
        RECALLED = "recalled", pgettext_lazy("referral", "Called back")

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="referrals")
    unit = models.ForeignKey(
        "people.OrgUnit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    institution = models.CharField(max_length=200, blank=True)
    letter_number = models.CharField(max_length=80, blank=True)
    letter_on = models.DateField()
    # By when an answer is expected; the end of that day.
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    answer_number = models.CharField(max_length=80, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    # When the referring unit was told that no answer came in time; once.
    told_late_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referral_goes_to_one_place",
                condition=Q(unit__isnull=False, institution="") | (Q(unit__isnull=True) & ~Q(institution="")),
            ),
            models.CheckConstraint(
                name="referral_ended_has_day",
                condition=Q(state="open", ended_on__isnull=True)
                | Q(~Q(state="open"), ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_due_after_letter",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("letter_on")),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="referral_waiting")]

    def __str__(self) -> str:
        return f"referral {self.pk} of case {self.case_id}"


class OutsideOrigin(models.Model):
    """The institution a case came from, with the number and the term it has there."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="origin")
    institution = models.CharField(max_length=200)
    number = models.CharField(max_length=80)
    received_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "number"], name="outside_number_once")]

    def __str__(self) -> str:
        return f"{self.institution} {self.number}"
