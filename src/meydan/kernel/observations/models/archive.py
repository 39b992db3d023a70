"""How long values are kept, up to where they were removed, and the months that lie in the archive."""

from __future__ import annotations

from django.db import models

from meydan.kernel.observations.models.things import Datastream


class RetentionRule(models.Model):
    """
    How long values of a property are kept where their datastream says nothing itself.

    Comes from the pack until the city writes its own.
    """

    # Of an observed property; "*" of all that have no rule of their own.
    code = models.CharField(max_length=80, unique=True)
    # Empty: for ever.
    kept_days = models.PositiveIntegerField(null=True, blank=True)
    # Whether values go to the archive before they are removed; if not, removed is gone.
    is_archived = models.BooleanField(default=True)
    source = models.CharField(max_length=300, blank=True)
    # Written here, so the pack no longer changes it.
    is_own = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="observations_rule_days_are_positive",
                condition=models.Q(kept_days__isnull=True) | models.Q(kept_days__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.kept_days}"


class KeptFrom(models.Model):
    """
    From when on the values of a datastream stand in the table; set by retention alone, and only forward.

    What is older was removed, and stands in the archive from ``lost_before_us`` on. Both are midnights of the city.
    """

    datastream = models.OneToOneField(
        Datastream, on_delete=models.CASCADE, primary_key=True, related_name="kept_from"
    )
    raw_from_us = models.BigIntegerField()
    # What was removed without an archive, before this; these days are closed.
    lost_before_us = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.datastream_id}: {self.raw_from_us}"


class ArchivedMonth(models.Model):
    """A month of a datastream as a Parquet file, and what was seen when it was read back."""

    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="archived_months")
    # Counted from January 1970, UTC.
    month = models.IntegerField()
    # Below archive/observations in the home folder.
    path = models.CharField(max_length=200)
    rows = models.PositiveIntegerField()
    first_us = models.BigIntegerField()
    last_us = models.BigIntegerField()
    size = models.PositiveBigIntegerField()
    # Of the file, and of the values in it, whatever wrote the file.
    sha256 = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["datastream", "month"], name="observations_month_archived_once"),
        ]

    def __str__(self) -> str:
        return self.path
