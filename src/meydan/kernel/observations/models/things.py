"""Things, sensors, observed properties and datastreams, in the words of SensorThings."""

from __future__ import annotations

from django.db import models

# What SensorThings calls a measured number (OGC 18-088, table 12).
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


class Described(models.Model):
    """
    What everything registered here carries.

    ``names`` holds the name in each language; ``name`` is the one in the city's own, which machines read,
    filter and sort by.
    """

    name = models.TextField(default="", blank=True)
    description = models.TextField(default="", blank=True)
    properties = models.JSONField(default=dict, blank=True)
    names = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Thing(Described):
    """A station or device that stands somewhere and measures."""

    key = models.CharField(max_length=80, unique=True)
    place = models.ForeignKey(
        "places.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="observations_thing_on_earth",
                condition=models.Q(lon__isnull=True, lat__isnull=True)
                | models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
            )
        ]
        indexes = [models.Index(fields=["name", "id"], name="observations_thing_name")]

    def __str__(self) -> str:
        return self.key


class Sensor(Described):
    """The instrument or procedure behind a datastream."""

    key = models.CharField(max_length=80, unique=True)
    encoding_type = models.CharField(max_length=200, default="text/html", blank=True)
    metadata = models.JSONField(default=str, blank=True)
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key


class ObservedProperty(Described):
    """What is measured, its unit and the range that is physically possible."""

    code = models.CharField(max_length=80, unique=True)
    definition = models.TextField(default="", blank=True)
    unit = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    minimum = models.FloatField(null=True, blank=True)
    maximum = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Datastream(Described):
    """
    One property measured by one thing: a series of values in time.

    With ``is_multi`` it is a MultiDatastream, whose results are lists in the order of its components.
    """

    class ResultTime(models.TextChoices):
        """What stands for the result time of an observation that says nothing rarer."""

        NONE = "none", "no result time is sent"
        SAME = "same", "the result time is the phenomenon time"

    key = models.CharField(max_length=120, unique=True)
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="datastreams")
    sensor = models.ForeignKey(
        Sensor, on_delete=models.PROTECT, null=True, blank=True, related_name="datastreams"
    )
    # Of a MultiDatastream the first of its components.
    observed_property = models.ForeignKey(
        ObservedProperty, on_delete=models.PROTECT, related_name="datastreams"
    )
    observation_type = models.CharField(max_length=200, default=MEASUREMENT)
    # The symbol; ``unit_name`` and ``unit_definition`` complete SensorThings' unitOfMeasurement.
    unit = models.CharField(max_length=40, blank=True)
    unit_name = models.CharField(max_length=200, blank=True)
    unit_definition = models.TextField(blank=True)
    # Given by a client; without it the area is where the thing stands.
    observed_area = models.JSONField(null=True, blank=True)
    is_multi = models.BooleanField(default=False)
    # Seconds between two values; empty for values that come when something happens.
    period_s = models.PositiveIntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    # The usual case of every observation here; what differs from it stands in observations_detail.
    default_feature = models.ForeignKey(
        "observations.FeatureOfInterest", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    result_time = models.CharField(max_length=4, choices=ResultTime.choices, blank=True, default="")
    has_details = models.BooleanField(default=False)
    # How far ahead of the clock a value may lie [s]; empty: as far as it likes, as forecasts do.
    ahead_s = models.PositiveIntegerField(null=True, blank=True, default=600)
    # Days that values are kept; empty: for ever. Roll-ups stay.
    kept_days = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="observations_period_is_positive",
                condition=models.Q(period_s__isnull=True) | models.Q(period_s__gt=0),
            ),
            models.CheckConstraint(
                name="observations_kept_days_are_positive",
                condition=models.Q(kept_days__isnull=True) | models.Q(kept_days__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class MultiComponent(models.Model):
    """One place in the results of a MultiDatastream."""

    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="components")
    position = models.PositiveSmallIntegerField()
    observed_property = models.ForeignKey(ObservedProperty, on_delete=models.PROTECT, related_name="+")
    observation_type = models.CharField(max_length=200, default=MEASUREMENT)
    # name, symbol, definition
    unit = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["datastream", "position"], name="observations_component_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.datastream_id}[{self.position}]"


class LatestValue(models.Model):
    """
    The newest value of a datastream, and from when to when it has values; changed only by a newer one.

    Made with its datastream and locked by every batch that writes to it: so two writers see each other's
    newest value, and nothing is written to a datastream that is being removed.
    """

    datastream = models.OneToOneField(
        Datastream, on_delete=models.CASCADE, primary_key=True, related_name="latest"
    )
    # Empty until the first value comes.
    first_us = models.BigIntegerField(null=True, blank=True)
    at_us = models.BigIntegerField(null=True, blank=True)
    seq = models.SmallIntegerField(default=0)
    value = models.FloatField(null=True, blank=True)
    # Since when the value has not changed: a sensor that never moves is probably broken.
    same_since_us = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.datastream_id}: {self.value}"
