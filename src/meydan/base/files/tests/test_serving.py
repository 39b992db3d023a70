"""What people sent is handed out and cannot run."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import Http404

from meydan.base.files.public import inert_file


@pytest.mark.parametrize(
    ("content_type", "opens", "way"),
    [
        ("application/pdf", None, "attachment"),
        ("image/jpeg", None, "inline"),
        ("image/jpeg", False, "attachment"),
        ("text/html", None, "attachment"),
    ],
)
def test_only_a_photo_opens_and_nothing_runs(
    tmp_path: Path, content_type: str, opens: bool | None, way: str
) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"<script>alert(1)</script>")
    answer = inert_file(path, name="a.bin", content_type=content_type, opens=opens)
    assert answer["Content-Disposition"].startswith(way)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[arg-type]
    answer.file_to_stream.close()


def test_a_file_that_is_gone_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(Http404):
        inert_file(tmp_path / "gone", name="a", content_type="image/jpeg")
