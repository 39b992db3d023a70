"""The portal's copies of what cities publish, keyed by city; no table of a city's own is touched."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _


class Fault(models.TextChoices):
    """Why a visit or a document was of no use, as a sentence for everybody."""

    NONE = "", ""
    NOT_REACHED = "not_reached", _("The city's site did not answer.")
    TIMED_OUT = "timed_out", _("The city's site did not finish its answer in time.")
    RESTING = "resting", _("The city's site failed several times in a row; it is asked again soon.")
    ERROR = "error", _("The city's site answered with an error.")
    TOO_LARGE = "too_large", _("The document is larger than a portal reads.")
    REFUSED = "refused", _("The address may not be called from here.")
    OFF = "off", _("Reading this city is switched off.")
    NOT_JSON = "not_json", _("The document is no JSON.")
    NOT_OBJECT = "not_object", _("The document is not of the shape that was agreed.")
    OTHER_VERSION = "other_version", _("The document is of a version that this portal does not know.")
    OTHER_CITY = "other_city", _("Another city answers at this address than before.")
    KEY_TAKEN = "key_taken", _("The site calls itself by the name of another city of this portal.")
    NO_IDENTITY = "no_identity", _("The site does not say which city it is.")
    NOT_UNDERSTOOD = "not_understood", _("A part of the document is not of the shape that was agreed.")
    TOO_MANY = "too_many", _("The document holds more rows than a portal reads.")


class City(models.Model):
    """A city of this portal. Who it is comes from its address; what it is called, from its own word."""

    address = models.URLField(unique=True, max_length=200)
    key = models.SlugField(unique=True, max_length=60)
    is_known = models.BooleanField(
        default=False
    )  # whether it has said who it is; its key is fixed from then on
    is_listed = models.BooleanField(default=True)  # whether the settings still name it
    order = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(default=dict)
    country = models.CharField(max_length=2, blank=True)
    languages = models.JSONField(default=list)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    population = models.BigIntegerField(null=True)
    population_year = models.SmallIntegerField(null=True)
    population_source = models.CharField(max_length=600, blank=True)
    population_scope = models.CharField(max_length=80, blank=True)
    is_demo = models.BooleanField(default=False)
    software = models.CharField(max_length=80, blank=True)
    plan_names = models.JSONField(default=dict)
    plan_starts_on = models.DateField(null=True)
    plan_ends_on = models.DateField(null=True)
    plan_is_sample = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)  # the last visit on which every document was sound
    tried_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)  # visits in a row that brought nothing

    def __str__(self) -> str:
        return self.key


class Document(models.Model):
    """The last good copy of one document of a city, and what is wrong with the newer one, if anything."""

    city = models.ForeignKey(City, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=100)  # city, plan, indicators, layers, places:<layer>
    etag = models.CharField(max_length=200, blank=True)
    body = models.JSONField(null=True)
    left_out = models.PositiveIntegerField(default=0)  # rows that could not be read
    fetched_at = models.DateTimeField(null=True)  # when the copy was last known to be current
    changed_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=20, blank=True, choices=Fault.choices)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["city", "kind"], name="federation_document_once")]

    def __str__(self) -> str:
        return f"{self.city_id} {self.kind}"


class Harvest(models.Model):
    """One visit to a city."""

    class Outcome(models.TextChoices):
        GOOD = "good", _("Read")
        PARTIAL = "partial", _("Read in part")
        FAILED = "failed", _("Not read")

    city = models.ForeignKey(City, models.CASCADE, related_name="harvests")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    fault = models.CharField(max_length=20, blank=True, choices=Fault.choices)
    detail = models.CharField(max_length=300, blank=True)
    changed = models.PositiveSmallIntegerField(default=0)  # documents that brought something new

    class Meta:
        indexes = [models.Index(fields=["city", "-at"], name="federation_harvest_recent")]

    def __str__(self) -> str:
        return f"{self.city_id} {self.at:%Y-%m-%d %H:%M} {self.outcome}"


class CityAction(models.Model):
    """An action of a city's plan, as its feed says it."""

    city = models.ForeignKey(City, models.CASCADE, related_name="actions")
    code = models.CharField(max_length=80)
    order = models.PositiveIntegerField()
    goal_code = models.CharField(max_length=80)
    goal_names = models.JSONField()
    names = models.JSONField()
    unit_names = models.JSONField(default=dict)
    state = models.CharField(max_length=10, blank=True)
    days_late = models.PositiveIntegerField(default=0)
    progress_percent = models.FloatField(default=0)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    path = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["city", "code"], name="federation_action_once"),
            CheckConstraint(
                condition=Q(progress_percent__gte=0, progress_percent__lte=100),
                name="federation_action_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CityIndicator(models.Model):
    """An indicator of a city with its newest value, as its feed says it."""

    city = models.ForeignKey(City, models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=80)
    order = models.PositiveIntegerField()
    names = models.JSONField()
    unit = models.CharField(max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    direction = models.CharField(max_length=80, blank=True)
    scope = models.CharField(max_length=10)
    standard = models.CharField(max_length=80, blank=True)
    value = models.FloatField(null=True)
    on = models.DateField(null=True)
    state = models.CharField(max_length=10)
    run = models.JSONField(default=list)  # [["2026-11-22", 71.0], …]
    path = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [UniqueConstraint(fields=["city", "code"], name="federation_indicator_once")]

    def __str__(self) -> str:
        return self.code


class CityLayer(models.Model):
    """A public map layer of a city, and the points we may show of it."""

    city = models.ForeignKey(City, models.CASCADE, related_name="layers")
    code = models.CharField(max_length=80)
    order = models.PositiveIntegerField()
    names = models.JSONField()
    geometry = models.CharField(max_length=80, blank=True)
    theme = models.CharField(max_length=80, blank=True)
    icon = models.CharField(max_length=80, blank=True)
    count = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=600, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [UniqueConstraint(fields=["city", "code"], name="federation_layer_once")]

    def __str__(self) -> str:
        return self.code
