"""How far it is: indicators and their values by day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Quality(models.TextChoices):
    """
    How well a value can be traced, best first.

    Six classes from measured to untraceable, as the U4SSC verification sheet has them; the words are ours.
    """

    MEASURED = "measured", _("Measured by instruments")
    COUNTED = "counted", _("Counted from records")
    REPORTED = "reported", _("Reported by a named body")
    SAMPLED = "sampled", _("Taken from a sample")
    ESTIMATED = "estimated", _("Estimated")
    UNTRACEABLE = "untraceable", _("Cannot be traced")


class Origin(models.TextChoices):
    """Where a value comes from."""

    CALCULATED = "calculated", _("The municipality's own records")
    MEASURED = "measured", _("The municipality's own instruments")
    REPORTED = "reported", _("A unit of the municipality")
    REGISTER = "register", _("A national register")
    UTILITY = "utility", _("A supplier of water, power or transport")
    SURVEY = "survey", _("A survey")
    RESEARCH = "research", _("A university or open source")


class Failure(models.TextChoices):
    """Why an indicator could not be counted anew; its earlier value stays and is shown as old."""

    FAILED = "failed", _("The count broke off with an error. The administrator finds it in the log.")
    NOTHING = (
        "nothing",
        _("There are no records to count from at present: nothing would be divided by nothing."),
    )
    UNKNOWN = "unknown", _("The way of counting it is not installed any more.")
    MIXED = "mixed", _("It would divide figures of two different places, and these are never divided.")


class Indicator(models.Model):
    """A figure about the city, computed by a registered query; without a query it is typed in and says so."""

    class Direction(models.TextChoices):
        UP = "up", _("More is better")
        DOWN = "down", _("Less is better")

    class Scope(models.TextChoices):
        CITY = "city", _("City")
        PROVINCE = "province", _("Province")
        NATION = "nation", _("Nation")

    code = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    standard = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.UP)
    query = models.CharField(max_length=80, blank=True)
    params = models.JSONField(default=dict, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    freshness_days = models.PositiveIntegerField(default=30)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.CITY)
    origin = models.CharField(max_length=40, blank=True, choices=Origin.choices)
    quality = models.CharField(max_length=12, blank=True, choices=Quality.choices)
    # The code of the unit that types it in; without one only those who reach every unit do.
    kept_by = models.CharField(max_length=200, blank=True)
    # Set while the newest count did not succeed.
    failure = models.CharField(max_length=8, blank=True, choices=Failure.choices)
    failed_at = models.DateTimeField(null=True, blank=True)
    baseline = models.FloatField(null=True, blank=True)
    # Year to target value, in the indicator's unit and scope.
    targets = models.JSONField(default=dict, blank=True)
    # Whom the targets are for, when not the same as the figure: a nation's aim beside a province's count.
    target_scope = models.CharField(max_length=10, choices=Scope.choices, blank=True)
    source = models.CharField(max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code

    @property
    def is_computed(self) -> bool:
        """Whether records give the value, not a person."""
        return bool(self.query)

    @property
    def is_target_comparable(self) -> bool:
        """Whether figure and target speak of the same place; else they are shown but never divided."""
        return self.target_scope in ("", self.scope)


class IndicatorValue(models.Model):
    """An indicator's value as it stood on a day (the city's civil day)."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    on = models.DateField()
    # Empty when there was nothing to compute from.
    value = models.FloatField(null=True, blank=True)
    row_count = models.PositiveBigIntegerField(default=0)
    last_input_at = models.DateTimeField(null=True, blank=True)
    computed_at = models.DateTimeField()
    # The code of the unit that typed it in.
    typed_by = models.CharField(max_length=200, blank=True)
    quality = models.CharField(max_length=12, blank=True, choices=Quality.choices)
    origin = models.CharField(max_length=40, blank=True, choices=Origin.choices)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_value_an_indicator_and_day", fields=["indicator", "on"])
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}@{self.on}"


class TypedValue(models.Model):
    """What a post typed in for a day. It is never changed: a correction is a further row, and the newest counts."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="typed")
    on = models.DateField()
    value = models.FloatField()
    typed_at = models.DateTimeField()
    unit_code = models.CharField(max_length=200)
    # The post that signs; never a person's name.
    post_code = models.CharField(max_length=200, blank=True)
    quality = models.CharField(max_length=12, choices=Quality.choices)
    origin = models.CharField(max_length=40, choices=Origin.choices)
    # From where the figure was taken, or why it is corrected.
    note = models.CharField(max_length=400, blank=True)

    # Whether a later row speaks for the same day; set by the query that lists them.
    is_corrected = False

    def __str__(self) -> str:
        return f"{self.indicator_id}@{self.on} typed {self.typed_at}"
