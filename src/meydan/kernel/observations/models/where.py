"""Where things stand and what is observed: locations, their history, features of interest."""

from __future__ import annotations

from django.db import models

from meydan.kernel.observations.models.things import Thing

GEOJSON = "application/geo+json"


class Shaped(models.Model):
    """A shape as it was sent, as WKB [EPSG:4326] for the geometry functions, and its box to look first."""

    encoding_type = models.CharField(max_length=200, default=GEOJSON)
    wkb = models.BinaryField(null=True, blank=True)
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)

    class Meta:
        abstract = True


class Location(Shaped):
    """Where a thing stands or stood."""

    name = models.TextField(default="", blank=True)
    description = models.TextField(default="", blank=True)
    properties = models.JSONField(default=dict, blank=True)
    location = models.JSONField(default=dict)
    things = models.ManyToManyField(Thing, related_name="locations", blank=True)

    def __str__(self) -> str:
        return self.name


class HistoricalLocation(models.Model):
    """From when on a thing stood at some locations."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="historical_locations")
    at_us = models.BigIntegerField()
    locations = models.ManyToManyField(Location, related_name="historical_locations", blank=True)

    class Meta:
        indexes = [models.Index(fields=["thing", "at_us"], name="observations_thing_moved")]

    def __str__(self) -> str:
        return f"{self.thing_id} at {self.at_us}"


class FeatureOfInterest(Shaped):
    """What an observation is about, most often the place of its thing."""

    name = models.TextField(default="", blank=True)
    description = models.TextField(default="", blank=True)
    properties = models.JSONField(default=dict, blank=True)
    feature = models.JSONField(default=dict)
    # The location it was made from by itself; the same location makes it once.
    made_from = models.OneToOneField(
        Location, on_delete=models.SET_NULL, null=True, blank=True, related_name="feature"
    )

    def __str__(self) -> str:
        return self.name
