"""Files of drafts: sealed under media, one folder a draft, gone with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from meydan.base.files.public import OWNER_ALONE, PreparedFile, write_whole
from meydan.base.forms.models import Draft, DraftFile
from meydan.base.forms.sealing import open_file, seal_file

# A form of many photos stays below; a program that fills the disk does not.
MOST_BYTES = 60 * 1024 * 1024
MOST_FILES = 30


class TooManyFiles(Exception):
    """A draft holds thirty files or 60 MB at most."""


def folder_of(key: object) -> Path:
    """Where the files of a draft stand."""
    return Path(settings.MEDIA_ROOT) / "forms" / str(key)[:2] / str(key)


@transaction.atomic
def keep_file(*, draft: Draft, field: str, prepared: PreparedFile, name: str, now: datetime) -> DraftFile:
    """
    Keep a file with a field of a draft; the same file twice is one.

    :raises TooManyFiles: if the draft holds as many as it may
    """
    held = list(DraftFile.objects.filter(draft=draft).values_list("sha256", "size_bytes"))
    digest = prepared.sha256
    if digest not in {sha for sha, _ in held} and (
        len(held) >= MOST_FILES or sum(size for _, size in held) + len(prepared.content) > MOST_BYTES
    ):
        raise TooManyFiles(str(draft.key))
    write_whole(folder_of(draft.key) / digest, seal_file(prepared.content), mode=OWNER_ALONE)
    facts = {
        "name": (Path(name).stem[:100] or digest[:8]) + prepared.suffix,
        "content_type": prepared.content_type,
        "suffix": prepared.suffix,
        "size_bytes": len(prepared.content),
        "width_px": prepared.width_px,
        "height_px": prepared.height_px,
        "added_at": now,
    }
    row, _new = DraftFile.objects.get_or_create(draft=draft, field=field, sha256=digest, defaults=facts)
    return row


def content_of(row: DraftFile, key: object) -> bytes:
    """
    Return a file's content.

    :raises SealUnreadable: if the home's secret is not the one it was sealed with
    :raises OSError: if the file is not there
    """
    return open_file((folder_of(key) / row.sha256).read_bytes())


def prepared_of(row: DraftFile, key: object) -> PreparedFile:
    """Return a file as it was taken in, for whoever takes it over."""
    return PreparedFile(content_of(row, key), row.content_type, row.suffix, row.width_px, row.height_px)


def forget_files(keys: Iterable[object]) -> None:
    """Remove the folders of drafts that are gone; a folder that is not there is no fault."""
    for key in keys:
        shutil.rmtree(folder_of(key), ignore_errors=True)
