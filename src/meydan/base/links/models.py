"""Typed relations between any two things."""

from django.db import models


class Link(models.Model):
    """One thing stands in a relation to another: who said so, and when."""

    from_ref = models.CharField(max_length=100)
    to_ref = models.CharField(max_length=100)
    relation = models.CharField(max_length=50)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_ref", "to_ref", "relation"], name="link_said_once"),
        ]
        indexes = [models.Index(fields=["to_ref", "relation"], name="link_backwards")]

    def __str__(self) -> str:
        return f"{self.from_ref} {self.relation} {self.to_ref}"
