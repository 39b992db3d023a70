"""What the city shares."""

from __future__ import annotations

from django.db import models


class Dataset(models.Model):
    """A shared set of data: what it is, under which licence, where and in which formats (DCAT's Dataset)."""

    code = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    about = models.JSONField(default=dict, blank=True)
    # A code of the EU data-theme list, which DCAT-AP asks for.
    theme = models.CharField(max_length=20, blank=True)
    licence = models.CharField(max_length=40, blank=True)
    path = models.CharField(max_length=200)
    formats = models.JSONField(default=list)
    order = models.PositiveIntegerField(default=0)
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code

    @property
    def files(self) -> list[tuple[str, str]]:
        """Format and address of each distribution."""
        stem = self.path.rsplit(".", 1)[0]
        return [(kind, f"{stem}.{kind}") for kind in self.formats]
