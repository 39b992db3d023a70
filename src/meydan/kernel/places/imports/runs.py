"""One row an import: begun before the data changes, ended after, so that a cut is seen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from meydan.base.audit.public import Finding
from meydan.kernel.places.models import ImportRun


class FileUnreadable(ValueError):
    """The file cannot be taken; the message names it and what to do."""


class NothingChanged(Exception):
    """Raised inside a dry run to roll everything back."""


@contextmanager
def import_run(kind: str, file: Path) -> Iterator[ImportRun]:
    """
    Note that an import began; leaving normally marks it done, an error failed.

    The row is committed at once. Whoever is killed in between leaves it at "running", and
    :func:`cut_imports` says so.
    """
    if connection.in_atomic_block and not _in_test():
        raise RuntimeError("an import must begin outside a transaction, or its row would be lost with it")
    with file.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    run = ImportRun.objects.create(
        kind=kind, file=str(file), sha256=digest, process=os.getpid(), started_at=timezone.now()
    )
    try:
        yield run
    except BaseException as fault:
        _end(run, ImportRun.State.FAILED, f"{type(fault).__name__}: {fault}"[:2000])
        raise
    _end(run, ImportRun.State.DONE, run.message)


def close_cut_runs() -> int:
    """Mark runs whose process is gone as failed; return how many."""
    cut = [run for run in _running() if not _alive(run.process)]
    for run in cut:
        _end(run, ImportRun.State.FAILED, "cut short; the data are as they were before it")
    return len(cut)


def cut_imports(now: datetime) -> Finding:
    """Say whether an import was cut; for ``meydan doctor``."""
    cut = [run for run in _running() if not _alive(run.process)]
    if not cut:
        return Finding("good", _("No import was cut short."))
    last = cut[0]
    return Finding(
        "watch",
        _("The import of %(file)s was cut short. Nothing was harmed: the places are as they were before it.")
        % {"file": last.file},
        _("Run the same command again."),
    )


def _running() -> list[ImportRun]:
    return list(ImportRun.objects.filter(state=ImportRun.State.RUNNING).order_by("-started_at", "pk"))


def _end(run: ImportRun, state: str, message: str) -> None:
    values: dict[str, Any] = {"state": state, "message": message, "finished_at": timezone.now()}
    ImportRun.objects.filter(pk=run.pk).update(counts=run.counts, **values)
    run.state, run.message = state, message


def _alive(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _in_test() -> bool:
    return "PYTEST_CURRENT_TEST" in os.environ
