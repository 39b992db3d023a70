"""A home of its own for tests that write files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.test import override_settings


@contextmanager
def own_home() -> Iterator[Path]:
    """Files of this home lie in a folder that goes away."""
    with (
        TemporaryDirectory(prefix="meydan-test-") as folder,
        override_settings(MEYDAN_HOME=replace(settings.MEYDAN_HOME, path=Path(folder))),
    ):
        yield Path(folder)
