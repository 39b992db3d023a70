"""Checking this very home: where it answers, a key for the time of the run, and the report that is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from meydan.base.files.public import write_whole
from meydan.kernel.observations.models import AccessKey
from meydan.kernel.observations.operations.keys import make_key, revoke_key
from meydan.kernel.observations.sta.conformance.lines import Outcome
from meydan.kernel.observations.sta.conformance.run import Report, run
from meydan.kernel.observations.sta.http import MOUNT

FILE = "conformance.json"
# A run takes seconds; a key whose run was killed is over by itself.
KEY_LASTS = timedelta(minutes=15)
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - read from settings, not listened on


def own_root() -> str:
    """Where this home answers on this machine: as its server says, else as its settings do."""
    home = settings.MEYDAN_HOME
    serving = None if home.path is None else home.path / "serving"
    told = serving.read_text().partition(" ")[0] if serving is not None and serving.exists() else ""
    host = "127.0.0.1" if home.host in EVERYWHERE else home.host
    return (told.replace("//0.0.0.0:", "//127.0.0.1:") or f"http://{host}:{home.port}") + MOUNT


@contextmanager
def passing_key(now: datetime) -> Iterator[str]:
    """A key that may do everything, and is over when the block ends."""
    key, secret = make_key(
        name="conformance", kind=AccessKey.Kind.SERVICE, reach=AccessKey.Reach.MANAGE, now=now,
        expires_at=now + KEY_LASTS,
    )  # fmt: skip
    try:
        yield secret
    finally:
        revoke_key(key_id=key.pk, now=timezone.now())


def check_own(now: datetime, heard: Callable[[Outcome], None] = lambda _: None) -> Report:
    """
    Check this home over HTTP, and keep the report.

    :raises CannotBegin: if it does not answer
    """
    with passing_key(now) as secret:
        report = run(own_root(), secret, heard=heard)
    keep(report, now)
    return report


def keep(report: Report, now: datetime) -> None:
    """Keep the report of the last run in the home folder."""
    folder = settings.MEYDAN_HOME.folder("")
    folder.mkdir(parents=True, exist_ok=True)
    told = {**report.as_json(), "at": now.isoformat()}
    write_whole(folder / FILE, json.dumps(told, ensure_ascii=False, indent=1))


def last() -> dict[str, Any] | None:
    """The report of the last run with ``at`` as a moment, or ``None`` when there was none that can be read."""
    file = settings.MEYDAN_HOME.folder("") / FILE
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return {**told, "at": datetime.fromisoformat(told["at"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None
