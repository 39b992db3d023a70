"""Files that people sent are handed out so that nothing in them can run."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

PHOTO = "image/jpeg"
R = TypeVar("R", bound=HttpResponseBase)


def inert(response: R) -> R:
    """Mark an answer: the browser neither guesses another kind nor runs what stands in it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def inert_file(path: Path, *, name: str, content_type: str, opens: bool | None = None) -> FileResponse:
    """
    Hand out a file that lies on the disk.

    :param opens: whether it is shown in the browser, not saved; a photo is when nothing is said
    :raises Http404: if it is not there
    """
    if not path.is_file():
        raise Http404(path.name)
    is_shown = content_type == PHOTO if opens is None else opens
    return inert(
        FileResponse(path.open("rb"), as_attachment=not is_shown, filename=name, content_type=content_type)
    )
