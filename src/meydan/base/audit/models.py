"""The log of verbs: one chained row for each thing done, and personal details kept apart."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q


class Head(models.Model):
    """The newest link. Whoever appends holds this row, so that links are made one after another."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return f"head {self.seq}"


class Entry(models.Model):
    """Who did what to which thing. Migration 0002 has the database refuse changes and deletions."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    # "people.account:12" and the posts held then: names can change or be erased, the chain cannot.
    actor = models.CharField(max_length=80)
    posts = models.CharField(max_length=400, blank=True)
    thing = models.CharField(max_length=160, blank=True)
    # Kept as the very text that was hashed: databases respell numbers in JSON columns.
    body_text = models.TextField(default="{}")
    personal_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["verb", "-seq"], name="audit_entry_verb"),
            models.Index(fields=["thing", "-seq"], name="audit_entry_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"

    @property
    def body(self) -> dict[str, Any]:
        """What was written beside the verb; never personal."""
        return dict(json.loads(self.body_text))


class PersonalDetail(models.Model):
    """Personal details of an entry; the chain covers only their salted digest, so they can be erased."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="personal")
    salt = models.CharField(max_length=64, blank=True)
    payload_text = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"personal {self.entry_id}"


class Verification(models.Model):
    """The outcome of reading the whole chain through once."""

    at = models.DateTimeField()
    ok = models.BooleanField()
    checked = models.BigIntegerField()
    fault_seq = models.BigIntegerField(null=True, blank=True)
    fault_kind = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"verification {self.at}"
