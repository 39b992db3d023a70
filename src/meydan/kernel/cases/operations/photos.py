"""Keeps the files people send with a case: photos drawn anew, papers that are plain PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from meydan.base.files.public import (
    FileRefused,
    PreparedFile,
    prepare_evidence,
    prepare_photo,
    write_whole,
)
from meydan.base.people.public import Account
from meydan.kernel.cases.models import Case, Document, PlaybookTask

__all__ = [
    "FileRefused",
    "PreparedFile",
    "attach",
    "keep_file",
    "media_path",
    "prepare_evidence",
    "prepare_photo",
    "sweep_waiting",
]


def media_path(sha256: str) -> Path:
    """Return where a file of that digest stands under media."""
    return Path(settings.MEDIA_ROOT) / "cases" / sha256[:2] / sha256


def keep_file(prepared: PreparedFile) -> str:
    """Write a file under media by its digest, whole or not at all; return the digest."""
    digest = prepared.sha256
    path = media_path(digest)
    if not path.exists():
        write_whole(path, prepared.content)
    return digest


@transaction.atomic
def attach(
    *,
    case: Case | None,
    prepared: PreparedFile,
    kind: str,
    now: datetime,
    actor: Account | None = None,
    name: str = "",
    is_public: bool = False,
    waiting_key: str = "",
    task: PlaybookTask | None = None,
) -> Document:
    """Put a prepared file with a case or a task, or keep it waiting; the same file twice is one document."""
    digest = keep_file(prepared)
    facts = {
        "kind": kind,
        "name": Path(name).stem[:100] + prepared.suffix if name else digest[:8] + prepared.suffix,
        "content_type": prepared.content_type,
        "size_bytes": len(prepared.content),
        "width_px": prepared.width_px,
        "height_px": prepared.height_px,
        "is_public": is_public,
        "added_by": actor,
        "added_at": now,
    }
    owner: dict[str, object] = {"case": case}
    if case is None:
        owner = {"case": None, "task": task, "waiting_key": waiting_key}
    document, _new = Document.objects.get_or_create(sha256=digest, **owner, defaults=facts)
    return document


def sweep_waiting(*, before: datetime) -> int:
    """Forget photos whose form never came back; return how many."""
    stale = Document.objects.filter(case=None, task=None, added_at__lt=before)
    digests = list(stale.values_list("sha256", flat=True))
    gone, _kinds = stale.delete()
    kept = set(Document.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    for digest in set(digests) - kept:
        media_path(digest).unlink(missing_ok=True)
    return gone
