"""Who sits in a body, when it sits, what lies before it, and how its members vote."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy


class BodyMemberQuerySet(models.QuerySet["BodyMember"]):
    """Members seen on a day."""

    def on(self, day: date) -> BodyMemberQuerySet:
        """Those who sat on a day: begun, and not yet ended (the end day itself no longer counts)."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), from_on__lte=day)


class BodyMember(models.Model):
    """Somebody who sits in a body for a time. Members of other institutions often have no account here."""

    body = models.CharField(max_length=80)
    seat = models.CharField(max_length=60)
    # Which of the seat's places: a body may have three elected members.
    place = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = BodyMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "seat", "place"], condition=Q(to_on__isnull=True), name="body_place_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="body_member_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}/{self.seat}/{self.place}: {self.pk}"


class BodySession(models.Model):
    """One dated meeting of a body. It keeps the rules it began with, whatever the pack says later."""

    class State(models.TextChoices):
        CALLED = "called", pgettext_lazy("session of a body", "Called")
        OPEN = "open", pgettext_lazy("session of a body", "In session")
        CLOSED = "closed", pgettext_lazy("session of a body", "Over")

    body = models.CharField(max_length=80)
    # As the pack wrote it when the session was called.
    document = models.JSONField()
    # Counted anew each year of the city's calendar.
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    held_at = models.DateTimeField()
    room = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.CALLED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "number"], name="body_session_number_once"),
            models.CheckConstraint(
                name="body_session_has_its_times",
                condition=Q(state="called", opened_at__isnull=True, closed_at__isnull=True)
                | Q(state="open", opened_at__isnull=False, closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["body", "-held_at", "-id"], name="body_session_list")]

    def __str__(self) -> str:
        return f"{self.body} {self.year}/{self.number}"

    @property
    def ref(self) -> str:
        """How the audit log names this session."""
        return f"cases.bodysession:{self.pk}"

    @property
    def tone(self) -> str:
        """How a chip shows where it stands."""
        return {"called": "plain", "open": "watch", "closed": "stale"}[self.state]


class Attendance(models.Model):
    """That a member is in the room: from when, until when, and whether they preside."""

    session = models.ForeignKey(BodySession, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(BodyMember, on_delete=models.PROTECT, related_name="+")
    is_presiding = models.BooleanField(default=False)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="body_attendance_once"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(is_presiding=True), name="body_one_presides"
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.member_id} in session {self.session_id}"


class AgendaItem(models.Model):
    """A case before a body: what is proposed, how it was voted, and the decision once it is signed."""

    class State(models.TextChoices):
        LISTED = "listed", pgettext_lazy("item of an agenda", "On the agenda")
        COUNTED = "counted", pgettext_lazy("item of an agenda", "Voted, waits for the signature")
        SIGNED = "signed", pgettext_lazy("item of an agenda", "Signed")
        PUT_OFF = "put_off", pgettext_lazy("item of an agenda", "Put off")
        STRUCK = "struck", pgettext_lazy("item of an agenda", "Taken off")

    class Outcome(models.TextChoices):
        NONE = "", pgettext_lazy("vote", "Not voted yet")
        ADOPTED = "adopted", pgettext_lazy("vote", "Adopted")
        REJECTED = "rejected", pgettext_lazy("vote", "Not adopted")
        TIED = "tied", pgettext_lazy("vote", "Votes were equal")

    session = models.ForeignKey(BodySession, on_delete=models.CASCADE, related_name="items")
    body = models.CharField(max_length=80)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="agenda_items")
    order = models.PositiveSmallIntegerField()
    option = models.CharField(max_length=60)
    transition = models.CharField(max_length=60)
    state = models.CharField(max_length=7, choices=State.choices, default=State.LISTED)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")
    # in_favour, against, abstained, present, needed: as counted.
    figures = models.JSONField(default=dict, blank=True)
    text = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    # Who presided over the vote and answers for the decision; ``signed_by`` is who wrote the signature down.
    signatory = models.ForeignKey(
        BodyMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "body"],
                condition=Q(state__in=["listed", "counted"]),
                name="agenda_case_once_a_body",
            ),
            models.UniqueConstraint(
                fields=["body", "year", "number"],
                condition=Q(number__isnull=False),
                name="decision_number_once",
            ),
            models.CheckConstraint(
                name="agenda_signed_has_number",
                condition=~Q(state="signed")
                | (
                    Q(number__isnull=False, signed_at__isnull=False, outcome__in=["adopted", "rejected"])
                    & ~Q(text="")
                ),
            ),
        ]
        indexes = [models.Index(fields=["session", "order", "id"], name="agenda_order")]

    def __str__(self) -> str:
        return f"item {self.order} of session {self.session_id}"

    @property
    def ref(self) -> str:
        """How the audit log names this item."""
        return f"cases.agendaitem:{self.pk}"

    @property
    def tone(self) -> str:
        """How a chip shows where it stands."""
        if self.outcome:
            return {"adopted": "good", "rejected": "bad", "tied": "watch"}[self.outcome]
        return "watch" if self.state == "listed" else "stale"


class Ballot(models.Model):
    """How one member voted on one item, and why when against."""

    class Choice(models.TextChoices):
        FOR = "for", pgettext_lazy("vote", "For")
        AGAINST = "against", pgettext_lazy("vote", "Against")
        ABSTAIN = "abstain", pgettext_lazy("vote", "Abstained")
        # The member takes no part: the matter is their own or a relative's.
        RECUSED = "recused", pgettext_lazy("vote", "Took no part")

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="ballots")
    member = models.ForeignKey(BodyMember, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=7, choices=Choice.choices)
    opinion = models.TextField(blank=True)
    # Who wrote it down: the member, or the secretary who heard it.
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="ballot_once_a_member")]

    def __str__(self) -> str:
        return f"ballot of member {self.member_id} on item {self.item_id}"
