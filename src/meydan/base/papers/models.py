"""Papers that left the house, and the series that number them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """Numbers of one kind of paper in one year of the city's calendar; the last one given is kept."""

    code = models.SlugField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="paper_series_once_a_year")]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"


class Paper(models.Model):
    """
    One paper with its number. Once issued it never changes: triggers refuse it, and its SHA-256 stands here.

    It may only be annulled, with a reason; a corrected one gets a number of its own and names the old.
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("In force")
        ANNULLED = "annulled", _("Annulled")

    code = models.CharField(max_length=14, unique=True)
    kind = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveIntegerField()
    shown_number = models.CharField(max_length=60)
    # What it is about, as links name things: "cases.case:12".
    thing = models.CharField(max_length=80, db_index=True)
    unit_names = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=5)
    law = models.CharField(max_length=80, blank=True)
    is_law_reviewed = models.BooleanField(default=True)
    # The words it was filled with, sealed: a corrected paper begins with them.
    facts_sealed = models.BinaryField(default=bytes)
    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveIntegerField()
    is_archival = models.BooleanField(default=True)
    issued_at = models.DateTimeField()
    # DO_NOTHING: the paper keeps who issued it even when the account is gone.
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ISSUED)
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    annul_reason = models.CharField(max_length=500, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="paper_number_once"),
            models.CheckConstraint(
                name="paper_annulled_says_why",
                condition=models.Q(state="issued", annulled_at__isnull=True)
                | (models.Q(state="annulled", annulled_at__isnull=False) & ~models.Q(annul_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["thing", "issued_at"], name="paper_of_thing")]

    def __str__(self) -> str:
        return self.shown_number

    @property
    def ref(self) -> str:
        """How links and the audit log name it."""
        return f"papers.paper:{self.pk}"

    @property
    def is_annulled(self) -> bool:
        return self.state == self.State.ANNULLED
