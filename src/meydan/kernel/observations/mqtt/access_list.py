"""Files for mosquitto, made of our keys: who may sign in, and who may write and read what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from meydan.base.files.public import OWNER_ALONE, write_whole
from meydan.kernel.observations.models import AccessKey
from meydan.kernel.observations.mqtt.messages import mapping_topics
from meydan.kernel.observations.mqtt.settings import MqttSettings
from meydan.kernel.observations.mqtt.topics import VERSION, filter_of
from meydan.kernel.observations.principals import broker_hash

PASSWORDS, RULES = "meydan.passwd", "meydan.acl"


def write_access_list(folder: Path, said: MqttSettings) -> tuple[int, list[str]]:
    """
    Write both files; return how many keys are in them, and the names of those that are not.

    A key made before there was a broker is left out until it was used over HTTP once, for of it only a digest
    is kept, and the broker needs one of its own.
    """
    now = timezone.now()
    keys = list(
        AccessKey.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True)
        .prefetch_related("datastreams")
        .order_by("pk")
    )
    known = [key for key in keys if key.broker_hash]
    lines = [f"{key.prefix}:{key.broker_hash}" for key in known]
    if said.user:
        lines.insert(0, f"{said.user}:{broker_hash(said.password)}")
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / PASSWORDS, "\n".join(lines) + "\n", mode=OWNER_ALONE)
    write_whole(folder / RULES, "\n".join(_rules(known, said)) + "\n", mode=OWNER_ALONE)
    return len(known), [key.name for key in keys if not key.broker_hash]


def _rules(keys: list[AccessKey], said: MqttSettings) -> Iterator[str]:
    yield "# Written by: meydan mqtt --write-acl. What anybody may read:"
    if not said.publish_all:
        yield f"topic read {VERSION}#"
    if said.user:
        yield from ("", "# This platform itself", f"user {said.user}", "topic readwrite #")
    own = sorted({filter_of(topic) for _, topic in mapping_topics()})
    for key in keys:
        yield from ("", f"# {' '.join(key.name.split())}", f"user {key.prefix}")
        if key.kind == AccessKey.Kind.SERVICE or not said.publish_all:
            yield f"topic read {VERSION}#"
        else:
            yield from (
                f"topic read {VERSION}{'MultiDatastreams' if one.is_multi else 'Datastreams'}({one.pk})/#"
                for one in key.datastreams.all()
            )
        if key.kind == AccessKey.Kind.DEVICE or key.reach != AccessKey.Reach.READ:
            yield f"topic write k/{key.prefix}/#"
        if key.kind == AccessKey.Kind.SERVICE and key.reach != AccessKey.Reach.READ:
            yield from (f"topic write {topic}" for topic in own)
