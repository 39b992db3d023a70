"""How long values are kept, and the nightly round that removes what is older."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from meydan.base.audit.public import Actor, record
from meydan.kernel.observations.models import Datastream, KeptFrom, RetentionRule
from meydan.kernel.observations.operations.retention import Keeping, remove_old
from meydan.kernel.observations.stores import archive
from meydan.kernel.observations.stores.parquet import ArchiveUnreadable

OTHERS = "*"
_log = logging.getLogger(__name__)


class ArchiveIsBusy(Exception):
    """Another process is writing to the archive; two at once would undo each other's files."""


@dataclass(frozen=True)
class Round:
    """What a round did: values removed, datastreams that could not be archived, whether it came to the end."""

    removed: int
    failed: list[str]
    is_whole: bool


def keeping_of(datastream: Datastream, rules: dict[str, RetentionRule]) -> Keeping:
    """What holds for a datastream: its own days, else those of its property, else those of all others."""
    rule = rules.get(datastream.observed_property.code) or rules.get(OTHERS)
    days = datastream.kept_days
    if days is None and rule is not None:
        days = rule.kept_days
    return Keeping(days, rule is None or rule.is_archived)


def rules_by_code() -> dict[str, RetentionRule]:
    """Every retention rule by the code of its property; "*" is that of all others."""
    return {rule.code: rule for rule in RetentionRule.objects.all()}


@contextmanager
def sole_archivist(folder: Path | None = None) -> Iterator[None]:
    """
    Be the only process that writes to the archive.

    :raises ArchiveIsBusy: if another is at it
    """
    place = folder or archive.folder()
    place.mkdir(parents=True, exist_ok=True)
    handle = os.open(place / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise ArchiveIsBusy(str(place)) from fault
        yield
    finally:
        os.close(handle)


def keep(
    *, now: datetime, limit_s: float | None = None, progress: Callable[[str, int], None] | None = None
) -> Round:
    """
    Remove from every datastream what is older than it keeps; can be cut at any moment and begun again.

    :param limit_s: stop after so many seconds
    :param progress: told the key of each datastream and how many values were removed from it
    :raises ArchiveIsBusy: if another process writes to the archive
    """
    until_s = None if limit_s is None else time.monotonic() + limit_s
    removed = 0
    failed: list[str] = []
    with sole_archivist():
        for datastream, keeping in _due():
            if until_s is not None and time.monotonic() > until_s:
                return Round(removed, failed, is_whole=False)
            try:
                count = remove_old(datastream=datastream, keeping=keeping, now=now, until_s=until_s)
            except (ArchiveUnreadable, OSError) as fault:
                # One file must not keep all other datastreams from their turn.
                _log.error("datastream %s keeps its values: %s", datastream.key, fault)
                failed.append(datastream.key)
                continue
            removed += count
            if progress:
                progress(datastream.key, count)
    return Round(removed, failed, is_whole=True)


def _due() -> Iterator[tuple[Datastream, Keeping]]:
    rules = rules_by_code()
    closed = set(KeptFrom.objects.filter(lost_before_us__isnull=False).values_list("pk", flat=True))
    found = Datastream.objects.select_related("thing", "observed_property").order_by("pk")
    for datastream in found.iterator(chunk_size=500):
        keeping = keeping_of(datastream, rules)
        if keeping.kept_days is not None or datastream.pk in closed:
            yield datastream, keeping


@transaction.atomic
def set_rule(
    *, code: str, kept_days: int | None, is_archived: bool, actor: Actor, now: datetime
) -> RetentionRule:
    """Say how long values of a property are kept, by this city; "*" says it of all without a rule of their own."""
    rule, _ = RetentionRule.objects.update_or_create(
        code=code,
        defaults={"kept_days": kept_days, "is_archived": is_archived, "is_own": True, "source": ""},
    )
    record(
        verb="observations.retention", actor=actor, thing="",
        payload={"property": code, "kept_days": kept_days, "is_archived": is_archived}, now=now,
    )  # fmt: skip
    return rule


@transaction.atomic
def set_kept_days(*, datastream_id: int, kept_days: int | None, actor: Actor, now: datetime) -> None:
    """
    Say how long the values of one datastream are kept; empty follows its property.

    :raises Datastream.DoesNotExist: if there is none of that id
    """
    datastream = Datastream.objects.select_for_update().get(pk=datastream_id)
    datastream.kept_days = kept_days
    datastream.save(update_fields=["kept_days"])
    record(
        verb="observations.retention", actor=actor, thing=f"observations.datastream:{datastream_id}",
        payload={"datastream": datastream.key, "kept_days": kept_days}, now=now,
    )  # fmt: skip
