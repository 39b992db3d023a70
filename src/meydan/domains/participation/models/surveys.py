"""Surveys: which form, who may answer, and answers that know nothing of who gave them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meydan.domains.participation.models.consultations import Consultation


class Survey(models.Model):
    """
    The questions of a consultation: a published version of a form, which never changes while people answer.

    ``is_random``: people were drawn at random, which alone lets a margin of error be told; ``drawn_how`` says how.
    """

    class Who(models.TextChoices):
        OPEN = "open", _("Anybody, any number of times")
        PHONE = "phone", _("Once a telephone")
        CODE = "code", _("Once a code that was handed out")

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="survey")
    version = models.ForeignKey("forms.FormVersion", on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=8, choices=Who.choices, default=Who.OPEN)
    is_random = models.BooleanField(default=False)
    drawn_how = models.CharField(max_length=300, blank=True)
    # How many people the sample speaks for; empty where nobody knows.
    population = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="survey_random_says_how", condition=models.Q(is_random=False) | ~models.Q(drawn_how="")
            )
        ]

    def __str__(self) -> str:
        return f"survey of consultation {self.consultation_id}"


class SurveySeat(models.Model):
    """The right to answer once: a keyed digest of a code or a telephone, never joined to an answer."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="seats")
    person_digest = models.CharField(max_length=64)
    # The form being filled in with it; forgotten with the answer.
    draft_key = models.CharField(max_length=36, blank=True, db_index=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "person_digest"], name="survey_seat_once")]

    def __str__(self) -> str:
        return f"seat {self.pk} of survey {self.survey_id}"


class SurveyResponse(models.Model):
    """
    What somebody ticked. Its key is drawn at random, and no moment is kept: nothing tells whose it is.

    What was written in words is no part of it: each text is an opinion of its own, checked before it is shown.
    """

    class Channel(models.TextChoices):
        WEB = "web", _("Online")
        PAPER = "paper", _("On paper")

    id = models.BigIntegerField(primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    answers = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"response to survey {self.survey_id}"
