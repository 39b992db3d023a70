"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.cases.tests.factories import service


@pytest.fixture
def city(db: None, pack: Callable[[str], object]) -> None:
    """Gümüşhane with two services of notices."""
    pack("tr/gumushane")
    for code, owner, flow in (
        ("water_cut", "water", "notice"),
        ("tender_notice", "finance", "tender_notice"),
    ):
        service(code, unit=unit(owner), workflow=flow, kind="notice", is_public=False, clocks=[])


@pytest.fixture
def water_manager(city: None) -> Account:
    return staff("manager", "water")


@pytest.fixture
def water_clerk(city: None) -> Account:
    return staff("clerk", "water")
