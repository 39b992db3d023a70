"""Dashboards and the panels on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import text

MOST_PANELS = 24


class Dashboard(models.Model):
    """A page that somebody composed; ``version`` rises with every save, so that nobody overwrites unseen."""

    class Visibility(models.TextChoices):
        MINE = "mine", _("Only me")
        STAFF = "staff", _("Everybody who works here")
        PUBLIC = "public", _("Everybody")

    key = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    about = models.JSONField(default=dict, blank=True)
    # Empty for those that came with the pack: they belong to the city.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        "people.OrgUnit", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.MINE)
    is_embeddable = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dashboards_only_public_ones_travel",
                condition=models.Q(is_embeddable=False) | models.Q(visibility="public"),
            ),
            models.CheckConstraint(
                name="dashboards_visibility_known",
                condition=models.Q(visibility__in=["mine", "staff", "public"]),
            ),
        ]
        indexes = [models.Index(fields=["visibility", "key"], name="dashboards_by_visibility")]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return text(self.names) or self.key

    @property
    def is_public(self) -> bool:
        """Whether everybody sees it, and it therefore shows only what everybody may see."""
        return self.visibility == self.Visibility.PUBLIC


class Panel(models.Model):
    """One part of a dashboard: a kind, its settings, where it stands and how wide it is."""

    class Width(models.TextChoices):
        SMALL = "small", _("A third")
        MEDIUM = "medium", _("Half")
        LARGE = "large", _("The whole width")

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="panels")
    # From 1 without gaps: the number in the address of its data.
    order = models.PositiveSmallIntegerField()
    width = models.CharField(max_length=8, choices=Width.choices, default=Width.MEDIUM)
    kind = models.CharField(max_length=40)
    titles = models.JSONField(default=dict, blank=True)
    settings = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dashboards_one_panel_a_place", fields=["dashboard", "order"]),
            models.CheckConstraint(
                name="dashboards_panels_are_few", condition=models.Q(order__gte=1, order__lte=MOST_PANELS)
            ),
            models.CheckConstraint(
                name="dashboards_width_known", condition=models.Q(width__in=["small", "medium", "large"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dashboard_id}/{self.order} {self.kind}"
