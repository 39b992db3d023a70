"""Counters, what they offer, and who holds which time."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy


class Counter(models.Model):
    """A desk at which people are received, with the rules by which its times are given."""

    code = models.SlugField(max_length=40, unique=True)
    unit = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, related_name="+")
    names = models.JSONField(default=dict)
    # Where it stands, in words and languages: the building, the floor, the door.
    where = models.JSONField(default=dict, blank=True)
    # Codes of the services for which it takes people.
    services = models.JSONField(default=list, blank=True)
    is_accessible = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    days_ahead = models.PositiveSmallIntegerField(default=30)
    latest_hours = models.PositiveSmallIntegerField(default=2)
    change_hours = models.PositiveSmallIntegerField(default=3)
    hold_minutes = models.PositiveSmallIntegerField(default=20)
    # Whoever missed so many appointments in so many days books at the counter or by phone; 0: nobody is refused.
    most_missed = models.PositiveSmallIntegerField(default=3)
    missed_days = models.PositiveSmallIntegerField(default=90)
    # Once staff changed it, the pack's file no longer does.
    is_own = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="counter_rules_bounded",
                condition=Q(days_ahead__lte=366) & Q(hold_minutes__gte=5) & Q(hold_minutes__lte=120),
            )
        ]

    def __str__(self) -> str:
        return self.code


class Offering(models.Model):
    """One line of a counter's week: these days, from this clock to that, so long and so many at a time."""

    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="offerings")
    # Monday 0 to Sunday 6.
    weekdays = models.JSONField(default=list)
    from_clock = models.TimeField()
    until_clock = models.TimeField()
    slot_minutes = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField()
    valid_from_on = models.DateField(null=True, blank=True)
    valid_until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="offering_ends_later", condition=Q(until_clock__gt=F("from_clock"))),
            models.CheckConstraint(
                name="offering_takes_somebody", condition=Q(places__gte=1, slot_minutes__gte=1)
            ),
            models.CheckConstraint(
                name="offering_valid_in_order",
                condition=Q(valid_from_on=None)
                | Q(valid_until_on=None)
                | Q(valid_until_on__gte=F("valid_from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter_id}: {self.from_clock:%H:%M}-{self.until_clock:%H:%M}"


class DayChange(models.Model):
    """One day of a counter that is not as always."""

    class Kind(models.TextChoices):
        CLOSED = "closed", pgettext_lazy("counter", "Closed")
        EXTRA = "extra", pgettext_lazy("counter", "Open besides")

    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="changes")
    on = models.DateField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    from_clock = models.TimeField(null=True, blank=True)
    until_clock = models.TimeField(null=True, blank=True)
    slot_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="day_change_clocks_together",
                condition=Q(from_clock=None, until_clock=None) | Q(until_clock__gt=F("from_clock")),
            ),
            models.CheckConstraint(
                name="day_change_extra_is_whole",
                condition=Q(kind="closed") | Q(from_clock__isnull=False, slot_minutes__gte=1, places__gte=1),
            ),
        ]
        indexes = [models.Index(fields=["counter", "on"], name="day_change_of_counter")]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.on}: {self.kind}"


class TakenTime(models.Model):
    """
    A time of which somebody holds or held a place: ``taken`` of ``places``.

    Times that nobody asked for have no row; the pattern says that they are there.
    """

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counter", "starts_at"], name="taken_time_once"),
            models.CheckConstraint(name="taken_time_never_oversold", condition=Q(taken__lte=F("places"))),
            models.CheckConstraint(name="taken_time_ends_later", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Booking(models.Model):
    """
    A place at a time: held while a form is filled in, then an appointment.

    Name, phone and e-mail lie sealed and go a month after the day; the row stays for the counting.
    """

    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("appointment", "Held")
        BOOKED = "booked", pgettext_lazy("appointment", "Booked")
        CAME = "came", pgettext_lazy("appointment", "Came")
        MISSED = "missed", pgettext_lazy("appointment", "Did not come")
        CALLED_OFF = "called_off", pgettext_lazy("appointment", "Called off by the citizen")
        CLOSED = "closed", pgettext_lazy("appointment", "Called off by the office")

    # Names the appointment for ever: the UID of its calendar entry.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Who asked: "forms:<draft>:<field>". One holder has one place.
    holder = models.CharField(max_length=120, unique=True)
    time = models.ForeignKey(TakenTime, on_delete=models.PROTECT, related_name="bookings")
    service = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    held_until = models.DateTimeField(null=True, blank=True)
    # What it belongs to ("cases.case:12") and the code people know it by.
    thing = models.CharField(max_length=80, blank=True)
    thing_code = models.CharField(max_length=40, blank=True)
    name_sealed = models.BinaryField(default=bytes)
    phone_sealed = models.BinaryField(default=bytes)
    email_sealed = models.BinaryField(default=bytes)
    phone_digest = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, default="en")
    # Counts the changes, as calendars do.
    sequence = models.PositiveIntegerField(default=0)
    booked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="booking_held_has_an_end",
                condition=Q(state="held", held_until__isnull=False, thing="")
                | (~Q(state="held") & Q(held_until=None, booked_at__isnull=False)),
            ),
            models.UniqueConstraint(fields=["thing"], condition=~Q(thing=""), name="booking_one_a_thing"),
        ]
        indexes = [
            models.Index(fields=["held_until"], condition=Q(state="held"), name="booking_held"),
            models.Index(fields=["phone_digest"], condition=~Q(phone_digest=""), name="booking_of_phone"),
            models.Index(fields=["state", "time"], name="booking_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.thing_code or self.holder}: {self.state}"

    @property
    def ref(self) -> str:
        """How links and the audit log name it."""
        return f"appointments.booking:{self.pk}"


# States whose place is taken; the others have given it back.
TAKING = (Booking.State.HELD, Booking.State.BOOKED, Booking.State.CAME, Booking.State.MISSED)
