"""Keys of machines, and what entities were before somebody changed them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meydan.kernel.observations.models.things import Datastream


class AccessKey(models.Model):
    """
    A key that a machine shows instead of a person signing in.

    A *device* key writes to the datastreams it is bound to and reads nothing else than they and what is
    public; a *service* key reads and writes as its reach says. Only a digest of the secret is kept.
    """

    class Kind(models.TextChoices):
        DEVICE = "device", _("device")
        SERVICE = "service", _("service")

    class Reach(models.TextChoices):
        """What a service key may do."""

        READ = "read", _("reads everything")
        OBSERVE = "observe", _("reads everything, adds observations")
        MANAGE = "manage", _("reads and changes everything")

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reach = models.CharField(max_length=8, choices=Reach.choices, default=Reach.OBSERVE)
    # The part that is shown in lists and sent in clear; the digest is of the whole.
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    # The secret as an MQTT broker keeps it, for its password file; empty until we see the secret.
    broker_hash = models.CharField(max_length=200, blank=True)
    datastreams = models.ManyToManyField(Datastream, related_name="access_keys", blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="observations_key_kind_known", condition=Q(kind__in=["device", "service"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class EntityVersion(models.Model):
    """What an entity said until a moment: the answer to "as of" for things that are not observations."""

    entity = models.CharField(max_length=24)
    entity_id = models.BigIntegerField()
    until_us = models.BigIntegerField()
    body = models.JSONField()
    is_removed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["entity", "entity_id", "until_us"], name="observations_entity_was"),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.entity_id} until {self.until_us}"
