"""Ready words for the warnings a city gives most."""

from __future__ import annotations

from django.db import models


class WarningTemplate(models.Model):
    """A starting point out of the pack; what is written with it is the officer's own."""

    code = models.SlugField(max_length=60, unique=True)
    names = models.JSONField()
    icon = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=10)
    responses = models.JSONField(default=list)
    urgency = models.CharField(max_length=10)
    severity = models.CharField(max_length=10)
    certainty = models.CharField(max_length=10)
    hours = models.PositiveSmallIntegerField(default=24)
    # language -> {event, headline, description, instruction, sms}
    texts = models.JSONField()
    list_codes = models.JSONField(default=list)
    source = models.CharField(max_length=300, blank=True)
    is_reviewed = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code
