"""Things, sensors, observed properties and datastreams, in the words of SensorThings."""

from __future__ import annotations

from django.db import models


class Thing(models.Model):
    """A station or device that stands somewhere and measures."""

    key = models.CharField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    about = models.JSONField(default=dict, blank=True)
    place = models.ForeignKey(
        "places.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="observations_thing_on_earth",
                condition=models.Q(lon__isnull=True, lat__isnull=True)
                | models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
            )
        ]

    def __str__(self) -> str:
        return self.key


class Sensor(models.Model):
    """The instrument or procedure behind a datastream."""

    key = models.CharField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    about = models.JSONField(default=dict, blank=True)
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key


class ObservedProperty(models.Model):
    """What is measured, its unit and the range that is physically possible."""

    code = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    unit = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    minimum = models.FloatField(null=True, blank=True)
    maximum = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Datastream(models.Model):
    """One property measured by one thing: a series of values in time."""

    key = models.CharField(max_length=120, unique=True)
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="datastreams")
    sensor = models.ForeignKey(Sensor, on_delete=models.PROTECT, null=True, blank=True)
    observed_property = models.ForeignKey(ObservedProperty, on_delete=models.PROTECT)
    names = models.JSONField(default=dict)
    unit = models.CharField(max_length=20, blank=True)
    # Seconds between two values; empty for values that come when something happens.
    period_s = models.PositiveIntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    phenomenon_from = models.DateTimeField(null=True, blank=True)
    phenomenon_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="observations_period_is_positive",
                condition=models.Q(period_s__isnull=True) | models.Q(period_s__gt=0),
            )
        ]

    def __str__(self) -> str:
        return self.key


class LatestValue(models.Model):
    """The newest value of a datastream; changed only by a newer one."""

    datastream = models.OneToOneField(
        Datastream, on_delete=models.CASCADE, primary_key=True, related_name="latest"
    )
    at_us = models.BigIntegerField()
    value = models.FloatField()
    # Since when the value has not changed: a sensor that never moves is probably broken.
    same_since_us = models.BigIntegerField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.datastream_id}: {self.value}"
