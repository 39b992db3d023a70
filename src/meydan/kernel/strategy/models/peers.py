"""Figures that other cities published, beside which ours stand."""

from __future__ import annotations

from django.db import models


class PeerFigure(models.Model):
    """A figure of another city for one year, as it was published, and in the unit of our indicator."""

    city = models.CharField(max_length=200)
    indicator_code = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    value = models.FloatField()
    unit = models.CharField(max_length=40)
    scope = models.CharField(max_length=10)
    population = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)
    # The value in the indicator's unit, divided by people or area where the unit asks.
    comparable = models.FloatField()
    source = models.URLField(max_length=200)
    licence = models.CharField(max_length=200)
    brought_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="peer_figure_once_a_year", fields=["city", "indicator_code", "year"])
        ]
        indexes = [models.Index(fields=["indicator_code", "-year"], name="peers_of_an_indicator")]

    def __str__(self) -> str:
        return f"{self.city} {self.indicator_code} {self.year}"
