"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from meydan.base.packs.public import current
from meydan.domains.warnings.operations.loading import load_lists, load_templates
from meydan.domains.warnings.queries.current import forget_in_force


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests() -> Iterator[None]:
    """What is in force is remembered for some seconds, which are longer than a test."""
    forget_in_force()
    yield
    forget_in_force()


@pytest.fixture
def city(settings: object, tmp_path: Path, pack: Callable[[str], object]) -> Path:
    """Gümüşhane with a home folder of its own."""
    pack("tr/gumushane")
    home = replace(
        django_settings.MEYDAN_HOME, path=tmp_path, key="gumushane", public_url="https://gumushane.example"
    )
    settings.MEYDAN_HOME = home  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def loaded(city: Path, db: None) -> None:
    """The lists and templates of the pack are in."""
    load_lists(current(), timezone.now(), False)
    load_templates(current(), timezone.now(), False)
