"""A file is written whole or not at all, so that nobody ever reads half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

READABLE = 0o644
OWNER_ALONE = 0o600


@contextmanager
def whole_file(path: Path, *, mode: int = READABLE) -> Iterator[BinaryIO]:
    """
    Open ``path`` for writing; it appears, or is replaced, only when the block ends without a fault.

    What is written stands beside it under a hidden name meanwhile, and goes away with a fault.

    :param mode: who may read it, from the first byte on
    :raises OSError: if the folder cannot be made or written
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name[:80]}.{token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            yield out
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: str | bytes, *, mode: int = READABLE) -> None:
    """
    Write a file at once; text as UTF-8.

    :raises OSError: if it cannot be written; then it is as it was
    """
    with whole_file(path, mode=mode) as out:
        out.write(content.encode() if isinstance(content, str) else content)
