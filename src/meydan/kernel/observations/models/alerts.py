"""Rules, where each stands on each datastream, and the alerts they opened."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meydan.kernel.observations.models.things import Datastream, ObservedProperty

# A pack's own codes have no hyphen, so that neither takes the other's.
OWN_CODE = "own-"


class Rule(models.Model):
    """
    What opens an alert when it lasts long enough.

    ``limit`` and ``clear_limit`` are of what the kind looks at: the statistic in the property's unit, its
    change per hour, missed periods, the spread of a window, a class, or a probability in percent.
    """

    class Kind(models.TextChoices):
        THRESHOLD = "threshold", _("a limit is passed")
        RATE = "rate", _("it changes fast")
        ABSENCE = "absence", _("no value comes")
        FLAT = "flat", _("the value does not move")
        INDEX = "index", _("a class of an index is reached")
        FORECAST = "forecast", _("a limit will probably be passed")
        AREA = "area", _("several stations of an area pass a limit")

    class Statistic(models.TextChoices):
        VALUE = "value", _("each value")
        MEAN_1H = "mean_1h", _("1-hour mean")
        MEAN_24H = "mean_24h", _("24-hour mean")
        MAX_1H = "max_1h", _("highest of an hour")

    class Comparison(models.TextChoices):
        ABOVE = "above", _("above")
        BELOW = "below", _("below")

    class Severity(models.TextChoices):
        INFO = "info", _("Notice")
        WATCH = "watch", pgettext_lazy("severity of an alert", "Warning")
        BAD = "bad", _("Serious")

    code = models.CharField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.THRESHOLD)
    observed_property = models.ForeignKey(ObservedProperty, on_delete=models.CASCADE, related_name="rules")
    statistic = models.CharField(max_length=10, choices=Statistic.choices)
    comparison = models.CharField(max_length=5, choices=Comparison.choices)
    limit = models.FloatField()
    # The alert ends at this value, not at the limit, so a value that trembles at the limit opens one alert.
    clear_limit = models.FloatField()
    min_duration_s = models.PositiveIntegerField(default=0)
    # How far back a rate or a spread reaches, how old a value of an area may be, how far ahead a forecast
    # looks, how long a series without a period may be silent [s].
    window_s = models.PositiveIntegerField(default=0)
    # The value whose passing a forecast is asked about.
    level = models.FloatField(null=True, blank=True)
    # Who answers for an index or a forecast: a name that a room above registered.
    provider = models.CharField(max_length=60, blank=True)
    # How many stations of an area.
    min_count = models.PositiveIntegerField(default=1)
    # WKT, GeoJSON, "place:KEY" or "layer:CODE"; only things inside count. Empty: everywhere.
    area = models.TextField(blank=True)
    # What the area was read as; empty with an area that nobody could read: then nothing is inside.
    area_wkb = models.BinaryField(null=True, blank=True)
    # By the clocks of the city: alerts open, and notices wait until the end.
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    source = models.TextField(blank=True)
    severity = models.CharField(max_length=5, choices=Severity.choices, default=Severity.WATCH)
    service = models.CharField(max_length=60, blank=True)
    # Of a rule that was made here; a pack's playbook names the rules it answers to itself.
    playbook = models.CharField(max_length=60, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    # When somebody here changed the limits; from then on the pack leaves them alone.
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="observations_rule_kind_known",
                condition=Q(kind__in=["threshold", "rate", "absence", "flat", "index", "forecast", "area"]),
            ),
            models.CheckConstraint(
                name="observations_rule_clears_inside_the_limit",
                condition=Q(comparison="above", clear_limit__lte=F("limit"))
                | Q(comparison="below", clear_limit__gte=F("limit")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_own(self) -> bool:
        """Whether people here made it, and no pack."""
        return self.code.startswith(OWN_CODE)


class RuleState(models.Model):
    """Where a rule stands on a datastream between two batches; no row means at rest."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE)
    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE)
    is_active = models.BooleanField(default=False)
    since_us = models.BigIntegerField(null=True)
    last_us = models.BigIntegerField(null=True)
    peak = models.FloatField(null=True)
    peak_us = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "datastream"], name="observations_one_state_a_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} on {self.datastream_id}"


class Alert(models.Model):
    """A rule that was broken: opened, and acted on, dismissed or expired."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ACTED = "acted", _("Acted on")
        DISMISSED = "dismissed", _("Dismissed")
        EXPIRED = "expired", _("Passed by itself")

    class Ending(models.TextChoices):
        """How an alert expired."""

        NONE = "", _("not expired")
        CLEARED = "cleared", _("the value came back inside the limit")
        SILENT = "silent", _("no values came any more")
        WITHDRAWN = "withdrawn", _("corrected data showed that there was nothing")
        SWITCHED_OFF = "off", _("the rule was switched off or changed")

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="alerts")
    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="alerts")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.OPEN)
    # Phenomenon times: the first value beyond the limit, the value that opened it, the value that ended it.
    since_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    # Our own times: when the row was written, when people (or the value) closed it.
    recorded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    ending = models.CharField(max_length=9, choices=Ending.choices, blank=True, default="")
    # Notices wait until then.
    quiet_until = models.DateTimeField(null=True, blank=True)
    # Of an area: the datastreams beyond the limit when it opened.
    facts = models.JSONField(default=dict, blank=True)
    opening_value = models.FloatField()
    peak_value = models.FloatField()
    peak_at = models.DateTimeField()
    # Late data showed that this alert was part of another, or was none.
    is_withdrawn = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "datastream"],
                condition=Q(cleared_at__isnull=True, is_withdrawn=False),
                name="observations_one_running_alert",
            ),
            models.UniqueConstraint(
                fields=["rule", "datastream", "opened_at"],
                condition=Q(is_withdrawn=False),
                name="observations_an_alert_opens_once",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-opened_at"], name="observations_alert_list"),
            models.Index(fields=["datastream", "opened_at"], name="observations_alert_series"),
            models.Index(fields=["status", "closed_at"], name="observations_alert_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} on {self.datastream_id} at {self.opened_at:%Y-%m-%d %H:%M}"
