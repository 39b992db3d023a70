"""A post has one holder at a time, and a tree of units knows what stands below."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from meydan.base.people.models import Holding
from meydan.base.people.queries import posts_of, roles_of, subtree, unit_tree, units_of
from meydan.base.people.tests.factories import account, post, staff, unit

pytestmark = pytest.mark.django_db


@pytest.mark.store
@pytest.mark.parametrize(
    ("from_on", "to_on"),
    [
        (date(2025, 3, 1), date(2025, 4, 1)),
        (date(2024, 6, 1), date(2025, 1, 2)),
        (date(2025, 12, 30), None),
        (date(2024, 1, 1), None),
    ],
)
def test_two_holdings_of_one_post_cannot_overlap(from_on, to_on):
    seat = post("clerk-parks")
    Holding.objects.create(post=seat, account=account(), from_on=date(2025, 1, 1), to_on=date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(post=seat, account=account(), from_on=from_on, to_on=to_on)


@pytest.mark.store
def test_a_successor_may_begin_on_the_day_the_predecessor_ends():
    seat = post("clerk-parks")
    Holding.objects.create(post=seat, account=account(), from_on=date(2025, 1, 1), to_on=date(2026, 1, 1))
    heir = Holding.objects.create(post=seat, account=account(), from_on=date(2026, 1, 1))
    heir.to_on = date(2026, 5, 1)
    heir.save()
    assert Holding.objects.on(date(2025, 12, 31)).get().account != heir.account
    assert Holding.objects.on(date(2026, 1, 1)).get() == heir
    assert not Holding.objects.on(date(2026, 5, 1)).exists()


def test_a_holding_ends_after_it_began():
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(
            post=post("x"), account=account(), from_on=date(2025, 1, 1), to_on=date(2025, 1, 1)
        )


def test_a_subtree_takes_what_stands_below_and_not_a_namesake_beside():
    town = unit("town")
    parks = unit("parks", town)
    unit("parks-north", town)
    nursery = unit("nursery", parks)
    assert list(subtree(parks)) == [parks, nursery]


def test_the_tree_shows_posts_and_holders_in_three_queries(django_assert_num_queries):
    town = unit("town")
    who = staff("clerk", unit("parks", town))
    post("empty-seat", at=town)
    with django_assert_num_queries(3):
        (root,) = unit_tree(date(2026, 1, 1))
        (parks,) = root.children
        assert [holding.account for holding in parks.posts[0].current] == [who]
        assert root.posts[0].current == []


def test_roles_end_with_the_holding():
    who = staff("inspector", "parks")
    assert roles_of(who, date(2026, 1, 1)) == {"inspector"}
    assert [each.code for each in units_of(who, date(2026, 1, 1))] == ["parks"]
    Holding.objects.update(to_on=date(2026, 2, 1))
    assert roles_of(who, date(2026, 2, 1)) == frozenset()
    assert list(posts_of(who, date(2026, 2, 1))) == []
