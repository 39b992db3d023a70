"""Hands a paper to the press and takes the file back."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from meydan.base.papers.engine.kinds import forbidden_words

log = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent
FONTS = HERE.parent / "fonts"
# Wall clock; an ordinary paper takes a tenth of a second with the start of the process.
TIMEOUT_S = 20
MOST_BYTES = 20 * 1024 * 1024
REFUSED = 3
PICTURE_PPI = 110


class PressFailed(Exception):
    """The paper could not be set; the message says where the template or the text is at fault."""


@dataclass(frozen=True)
class Pressed:
    """A file that is ready, and whether it is PDF/A-2a with PDF/UA-1."""

    content: bytes
    is_archival: bool


def press(
    *,
    files: Mapping[str, str],
    main: str,
    facts: Mapping[str, object],
    qr_svg: str = "",
    at: datetime | None = None,
    picture: bool = False,
) -> Pressed:
    """
    Set a paper; the facts reach the template as one JSON text, so nothing in them is ever read as markup.

    :param files: the templates by name; ``main`` is one of them
    :param at: the moment the file says it was made; the same paper is the same bytes
    :param picture: a PNG of the first page instead of the PDF
    :raises PressFailed: if the template is at fault, or time or memory ran out
    """
    for name, text in files.items():
        if words := forbidden_words(text):
            raise PressFailed(f"{name} may not use {words[0]!r}. Run meydan check-pack.")
    job = {
        "files": dict(files),
        "main": main,
        "fonts": str(FONTS),
        "inputs": {"paper": json.dumps(facts, ensure_ascii=False), "qr": qr_svg},
        "format": "png" if picture else "pdf",
        "ppi": PICTURE_PPI if picture else None,
        "timestamp": int(at.timestamp()) if at else None,
        "archival": True,
    }
    code, made, fault = _run(job)
    if code == REFUSED and not picture:
        # PDF/A forbids a letter that no font of ours can draw; such a paper is set as a plain PDF and says so.
        log.warning("set without PDF/A: %s", fault.splitlines()[0] if fault else "")
        code, made, fault = _run({**job, "archival": False})
        if code == 0:
            return Pressed(made, is_archival=False)
    if code != 0:
        raise PressFailed(fault or f"The press ended with {code}: too little time or memory for this paper.")
    return Pressed(made, is_archival=not picture)


def _run(job: Mapping[str, object]) -> tuple[int, bytes, str]:
    try:
        done = subprocess.run(  # noqa: S603 - our own program, nothing of a stranger in its arguments
            [sys.executable, "-I", str(HERE / "child.py")],
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=TIMEOUT_S,
            env={"PATH": os.defpath, "TMPDIR": os.environ.get("TMPDIR", "/tmp")},  # noqa: S108 - where files go anyway
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise PressFailed(f"The paper was not ready after {TIMEOUT_S} seconds.") from slow
    if len(done.stdout) > MOST_BYTES:
        raise PressFailed("The paper is larger than 20 MB.")
    return done.returncode, done.stdout, done.stderr.decode(errors="replace").strip()
