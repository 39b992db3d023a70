"""Frozen reports, their files, and which report a file is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from meydan.base.papers.public import path_of, read_code
from meydan.kernel.strategy.models import Report


class ReportUnknown(LookupError):
    """No report has this code, or no file of a report has this digest."""


class ReportBroken(Exception):
    """A file of a report is missing or was changed."""


def reports() -> QuerySet[Report]:
    """Every report, the newest first."""
    return Report.objects.select_related("plan").order_by("-frozen_at", "-pk")


def report(typed: str) -> Report:
    """
    The report of a code, however it was typed.

    :raises ReportUnknown: if there is none
    """
    code = read_code(typed)
    found = reports().filter(code=code).first() if code else None
    if found is None:
        raise ReportUnknown(typed)
    return found


def report_of_file(sha256: str) -> tuple[Report, str]:
    """
    The report that a file belongs to, and the file's ending.

    :raises ReportUnknown: if it is no file of a report, or was changed
    """
    same = Q(document_sha256=sha256) | Q(rows_sha256=sha256) | Q(pdf_sha256=sha256)
    found = reports().filter(same).first()
    if found is None:
        raise ReportUnknown(sha256)
    return found, next(kind for kind, digest in found.digests.items() if digest == sha256)


def file_of(found: Report, kind: str) -> Path:
    """Where a report's file stands: ``json``, ``zip`` or ``pdf``."""
    sha256 = found.digests[kind]
    return path_of(sha256) if kind == "pdf" else frozen_path(sha256, kind)


def frozen_path(sha256: str, kind: str) -> Path:
    """Where the JSON or the rows of that digest stand under media."""
    return Path(settings.MEDIA_ROOT) / "reports" / sha256[:2] / f"{sha256}.{kind}"


def frozen(found: Report) -> dict[str, Any]:
    """
    What a report says, read from its frozen bytes after their digest was compared.

    :raises ReportBroken: if they are missing or were changed
    """
    path = file_of(found, "json")
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != found.document_sha256:
        raise ReportBroken(found.code)
    document: dict[str, Any] = json.loads(content)
    return document


def broken_files(found: Report) -> Iterator[str]:
    """The endings of the files that are missing or were changed."""
    for kind, digest in found.digests.items():
        path = file_of(found, kind)
        if not path.is_file() or digest_of(path) != digest:
            yield kind


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
