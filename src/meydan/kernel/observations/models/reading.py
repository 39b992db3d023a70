"""How far those who pass the feed on have come."""

from __future__ import annotations

from django.db import models


class FeedPlace(models.Model):
    """
    Where one who passes the feed on goes on after a stop, and who does it just now.

    Two processes may want to: the holder does, until its time is over.
    """

    name = models.CharField(max_length=80, unique=True)
    # The number of the feed after which to go on; empty: never begun.
    after = models.BigIntegerField(null=True)
    holder = models.CharField(max_length=120, blank=True)
    held_until_us = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} after {self.after}"
