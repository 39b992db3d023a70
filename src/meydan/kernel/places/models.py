"""Layers, what stands on them, what happens there, and how it came in."""

from __future__ import annotations

from typing import Any

import shapely
from django.db import models
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import text


class Layer(models.Model):
    """A kind of thing on the map: pharmacies, streets, neighbourhoods."""

    class Shape(models.TextChoices):
        POINT = "point", _("Point")
        LINE = "line", _("Line")
        AREA = "area", _("Area")
        ANY = "any", _("Any")

    code = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    geometry = models.CharField(max_length=8, choices=Shape.choices, default=Shape.ANY)
    theme = models.CharField(max_length=40, blank=True)
    icon = models.CharField(max_length=40, blank=True)
    color = models.CharField(max_length=20, blank=True)
    osm = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    licence = models.TextField(blank=True)
    order = models.IntegerField(default=0)
    # Raised by every store: tiles and lists are cached under it.
    version = models.PositiveBigIntegerField(default=0)
    place_count = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The layer's name in the reader's language."""
        return text(self.names) or self.code


class Place(models.Model):
    """Something that stands somewhere."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="places")
    key = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    properties = models.JSONField(default=dict)
    address = models.TextField(blank=True)
    # WKB, two dimensions, EPSG:4326, longitude first.
    geometry = models.BinaryField()
    lon = models.FloatField()
    lat = models.FloatField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    # Which places stay when a tile is crowded: higher tiers first, then the lower rank.
    tier = models.PositiveSmallIntegerField(default=0)
    rank = models.PositiveIntegerField(default=0)
    search_text = models.TextField(blank=True)
    digest = models.CharField(max_length=16, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["layer", "key"], name="places_place_key"),
            models.CheckConstraint(
                condition=models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="places_place_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.layer_id}/{self.key}"

    @property
    def name(self) -> str:
        """The place's name in the reader's language; its layer's name when it has none."""
        return text(self.names) or self.layer.name

    @property
    def ref(self) -> str:
        """How links and logs speak of this place."""
        return f"places.place:{self.pk}"

    def shape(self) -> Any:
        """The geometry as a shapely object."""
        return shapely.from_wkb(bytes(self.geometry))


class Occurrence(models.Model):
    """What happens at a place for a while."""

    class Kind(models.TextChoices):
        DUTY = "duty", _("On duty")
        CUT = "cut", _("Cut")
        CLOSURE = "closure", _("Closure")
        WORKS = "works", _("Works")
        EVENT = "event", _("Event")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    # Null, not empty, where the source gives no key: a database counts nulls as different.
    key = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001
    place = models.ForeignKey(Place, on_delete=models.CASCADE, null=True, related_name="occurrences")
    names = models.JSONField(default=dict)
    geometry = models.BinaryField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    source = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["kind", "starts_at"], name="places_occ_kind_start")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
                name="places_occurrence_ends_later",
            ),
            models.CheckConstraint(
                condition=models.Q(place__isnull=False) | models.Q(geometry__isnull=False),
                name="places_occurrence_is_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def name(self) -> str:
        """What it is called in the reader's language."""
        return text(self.names) or (self.place.name if self.place else self.get_kind_display())

    def shape(self) -> Any:
        """Where it happens, as a shapely object."""
        stored = self.geometry if self.geometry is not None else self.place.geometry  # type: ignore[union-attr]
        return shapely.from_wkb(bytes(stored))


class ImportRun(models.Model):
    """One file brought in, or the attempt."""

    class State(models.TextChoices):
        RUNNING = "running", _("Being imported")
        DONE = "done", _("Imported")
        FAILED = "failed", _("Not imported")

    kind = models.CharField(max_length=20)
    file = models.TextField()
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    counts = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    process = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state"], name="places_run_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"
