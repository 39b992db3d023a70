"""What people are asked about, what they said, and what the city answered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import shapely
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from meydan.domains.participation.models.surveys import Survey
    from meydan.domains.participation.models.workshops import Workshop


class Consultation(models.Model):
    """
    A hearing, a meeting or a survey: from when until when people are asked, and which unit owes them answers.

    ``close`` never hides what is unanswered: how many were left stands in ``unanswered_at_close``, in public.
    """

    class Kind(models.TextChoices):
        HEARING = "hearing", _("Hearing")
        WORKSHOP = "workshop", _("Workshop")
        SURVEY = "survey", pgettext_lazy("of people", "Survey")

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    unit = models.ForeignKey(
        "people.OrgUnit", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    # Of a period that the law or the council gives: "30 day", counted by the pack's rule; empty if a day was typed.
    period = models.CharField(max_length=20, blank=True)
    # Days in which each opinion is to be answered, counted from the day it came.
    answer_days = models.PositiveSmallIntegerField(default=30)
    # A strategy plan that is open for comments, and the plan-change case whose objections stay cases.
    plan_code = models.CharField(max_length=80, blank=True)
    case_code = models.CharField(max_length=20, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    unanswered_at_close = models.PositiveIntegerField(default=0)
    closing_words = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)

    if TYPE_CHECKING:
        survey: Survey
        workshop: Workshop

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consultation_ends_later", condition=models.Q(closes_at__gt=models.F("opens_at"))
            ),
            # Who closes over unanswered opinions has said in public why.
            models.CheckConstraint(
                name="consultation_closed_over_unanswered_says_why",
                condition=models.Q(unanswered_at_close=0)
                | (models.Q(closed_at__isnull=False) & ~models.Q(closing_words="")),
            ),
        ]
        indexes = [models.Index(fields=["-opens_at", "-id"], name="consultation_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def ref(self) -> str:
        """How others point at it."""
        return f"participation.consultation:{self.code}"

    def is_open_at(self, moment: datetime) -> bool:
        """Whether people are heard at a moment."""
        return (
            self.published_at is not None
            and self.closed_at is None
            and self.opens_at <= moment <= self.closes_at
        )


class Answer(models.Model):
    """What the city made of one opinion or of several that say the same; it is public as it stands."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Accepted in part")
        NOT = "not", _("Not accepted")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    # What was said, in a sentence and without names.
    gist = models.CharField(max_length=300)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField()
    changed = models.TextField(blank=True)
    action_code = models.CharField(max_length=40, blank=True)
    plan_version = models.PositiveIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="answer_number_once"),
            models.CheckConstraint(
                name="answer_has_gist_and_reason", condition=~models.Q(gist="") & ~models.Q(reason="")
            ),
        ]
        ordering = ("number",)

    def __str__(self) -> str:
        return f"answer {self.number} of consultation {self.consultation_id}"


class Opinion(models.Model):
    """
    What one person said. Words, name and phone are sealed; the public reads ``public_words`` once they are checked.

    Where it points to is told by section, ``subject_ref`` (a goal or an action), parcel or point; none is required.
    """

    class Kind(models.TextChoices):
        OPINION = "opinion", pgettext_lazy("what somebody thinks", "Opinion")
        OBJECTION = "objection", _("Objection")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for the check")
        SHOWN = "shown", _("Shown to everybody")
        HELD = "held", _("Held back")

    class Channel(models.TextChoices):
        WEB = "web", _("Online")
        COUNTER = "counter", _("At the counter")
        PAPER = "paper", _("On paper")
        MEETING = "meeting", _("At the meeting")
        SURVEY = "survey", _("In the survey")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="opinions")
    number = models.PositiveIntegerField()
    # Drawn at random: who holds it reads their own words and the answer, without an account.
    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OPINION)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.WEB)
    language = models.CharField(max_length=5, default="en")
    section = models.ForeignKey(
        "participation.Section", null=True, blank=True, on_delete=models.SET_NULL, related_name="opinions"
    )
    subject_ref = models.CharField(max_length=80, blank=True)
    # Parts of the pack's parcel schema, Latin digits.
    parcel = models.JSONField(default=dict, blank=True)
    address = models.CharField(max_length=300, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    words_sealed = models.BinaryField(default=bytes)
    name_sealed = models.BinaryField(default=bytes)
    phone_sealed = models.BinaryField(default=bytes)
    public_words = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    held_reason = models.CharField(max_length=300, blank=True)
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.SET_NULL, related_name="opinions"
    )
    came_at = models.DateTimeField()
    # The same form sent twice is one opinion.
    token_digest = models.CharField(max_length=64, unique=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="opinion_number_once"),
            models.CheckConstraint(
                name="opinion_point_whole",
                condition=models.Q(lon__isnull=True, lat__isnull=True)
                | models.Q(lon__isnull=False, lat__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["consultation", "answer", "came_at"], name="opinion_waiting")]
        ordering = ("number",)

    def __str__(self) -> str:
        return f"opinion {self.number} of consultation {self.consultation_id}"


class Hearing(models.Model):
    """What a hearing shows besides its words: the area that is drawn, and the layers beneath it."""

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="hearing")
    # GeoJSON geometry, EPSG:4326.
    area = models.JSONField(null=True, blank=True)
    # Parcels it is about, as the pack writes them.
    parcels = models.JSONField(default=list, blank=True)
    layers = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"hearing of consultation {self.consultation_id}"

    @property
    def shape(self) -> Any:
        """The drawn area, a shapely geometry or ``None``."""
        return None if self.area is None else shapely.geometry.shape(self.area)


class Section(models.Model):
    """A part of the text that people speak to; ``subject_ref`` where it stands for a goal or an action."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="sections")
    number = models.PositiveSmallIntegerField()
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    subject_ref = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "number"], name="section_number_once")]
        ordering = ("number",)

    def __str__(self) -> str:
        return f"section {self.number} of consultation {self.consultation_id}"


class Enclosure(models.Model):
    """A file everybody may read: the plan as drawn, the minutes, a photo of the meeting."""

    class Kind(models.TextChoices):
        PAPER = "paper", pgettext_lazy("a document", "Paper")
        MINUTES = "minutes", _("Minutes")
        PHOTO = "photo", _("Photo")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="enclosures")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PAPER)
    name = models.CharField(max_length=120)
    # What a picture shows, for who does not see it.
    words = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=60)
    size_bytes = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "sha256"], name="enclosure_once")]
        ordering = ("id",)

    def __str__(self) -> str:
        return f"enclosure {self.sha256[:8]} of consultation {self.consultation_id}"
