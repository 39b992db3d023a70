"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff
from meydan.domains.participation import operations
from meydan.domains.participation.models import Budget

OPENS = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
DURING, CLOSES = OPENS + timedelta(days=3), OPENS + timedelta(days=14)
AFTER = CLOSES + timedelta(hours=1)
PROJECTS = (
    ({"tr": "Çocuk parkı", "fa": "پارک کودک", "en": "Playground"}, 60_000),
    ({"tr": "Sokak lambası", "fa": "چراغ خیابان", "en": "Street lamps"}, 50_000),
    ({"tr": "Bisiklet yolu", "fa": "مسیر دوچرخه", "en": "Cycle path"}, 40_000),
)


def made(*, opens_at: datetime = OPENS, closes_at: datetime = CLOSES, code: str = "mahalle-2027") -> Budget:
    """A budget of 100,000 with three projects, open for two weeks."""
    budget = operations.make_budget(
        code=code, names={"tr": "Mahalle bütçesi", "fa": "بودجهٔ محله", "en": "Neighbourhood budget"},
        amount=100_000, opens_at=opens_at, closes_at=closes_at,
    )  # fmt: skip
    for names, cost in PROJECTS:
        operations.add_project(budget=budget, names=names, cost=cost, now=opens_at - timedelta(days=1))
    return operations.publish(budget=budget, actor=None, now=opens_at - timedelta(days=1))


def codes_of(budget: Budget, many: int) -> list[str]:
    return operations.hand_out_codes(budget=budget, many=many, actor=None, now=OPENS)


@pytest.fixture
def city(db: None, pack: Callable[[str], object]) -> None:
    """Gümüşhane."""
    pack("tr/gumushane")


@pytest.fixture
def budget(city: None) -> Budget:
    return made()


@pytest.fixture
def manager(city: None) -> Account:
    return staff("manager")
