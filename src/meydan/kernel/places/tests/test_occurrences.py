"""What happens at places for a while."""

from datetime import timedelta

import pytest

from meydan.kernel.places.public import OccurrenceUnplaced, Place, add_occurrence, occurrences
from meydan.kernel.places.tests.factories import MOMENT, a_layer, a_row, stored

pytestmark = [pytest.mark.django_db, pytest.mark.store]
HOUR = timedelta(hours=1)


@pytest.fixture
def chemist(db: None) -> Place:
    stored(a_layer(), a_row("a", "Işık Eczanesi"))
    return Place.objects.get(key="a")


def test_an_occurrence_counts_from_its_start_until_just_before_its_end(chemist: Place) -> None:
    add_occurrence(kind="duty", names={}, place=chemist, starts_at=MOMENT, ends_at=MOMENT + HOUR)
    assert len(occurrences("duty", at=MOMENT)) == 1
    assert occurrences("duty", at=MOMENT + HOUR) == []
    assert occurrences("duty", at=MOMENT - HOUR) == []
    assert occurrences("cut", at=MOMENT) == []
    assert len(occurrences(between=(MOMENT - HOUR, MOMENT + HOUR))) == 1
    assert occurrences(between=(MOMENT - HOUR, MOMENT)) == []


def test_an_open_end_goes_on(chemist: Place) -> None:
    add_occurrence(kind="closure", names={}, place=chemist, starts_at=MOMENT)
    assert len(occurrences(at=MOMENT + 1000 * HOUR)) == 1


def test_the_same_key_overwrites(chemist: Place) -> None:
    for name in ("ilk", "son"):
        add_occurrence(kind="cut", key="k1", names={"tr": name}, place=chemist, starts_at=MOMENT)
    (only,) = occurrences("cut", at=MOMENT)
    assert only.names == {"tr": "son"}


def test_nowhere_and_backwards_are_refused(chemist: Place) -> None:
    with pytest.raises(OccurrenceUnplaced):
        add_occurrence(kind="cut", names={}, starts_at=MOMENT)
    with pytest.raises(OccurrenceUnplaced):
        add_occurrence(kind="cut", names={}, place=chemist, starts_at=MOMENT, ends_at=MOMENT - HOUR)
