"""What nobody looked after is said by unit and post, and it is kept how much it was, month by month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.strategy.models import ActionWord, LedgerMonth
from meydan.kernel.strategy.operations.ledger import keep_ledger
from meydan.kernel.strategy.queries.ledger import ledger, missed_quarters, quarters_over
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def in_town(pack: Any) -> Any:
    return pack("tr/gumushane")


def say(action: Any, on: date) -> None:
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    ActionWord.objects.create(action=action, said_at=at, sentence={"en": "On."}, progress_percent=1)


def test_the_ledger_holds_what_stood_untouched_for_more_than_the_days_asked() -> None:
    make.action("1.1", updated_at=make.MONDAY - timedelta(days=121))
    make.action("1.2", updated_at=make.MONDAY - timedelta(days=30))
    make.action("1.3", updated_at=make.MONDAY - timedelta(days=500), status="done")
    make.action("1.4", updated_at=make.MONDAY - timedelta(days=500), starts_on=date(2027, 1, 1))
    assert [row.action.code for row in ledger(make.plan(), make.MONDAY).untouched] == ["1.1"]
    assert [row.action.code for row in ledger(make.plan(), make.MONDAY, 29).untouched] == ["1.1", "1.2"]


def test_a_figure_older_than_allowed_and_one_never_counted_stand_in_the_ledger() -> None:
    action = make.action()
    for code, days in (("fresh", 30), ("old", 31)):
        one = make.indicator(code)
        make.value(one, TODAY - timedelta(days=days), 1)
        make.connect(action, one)
    make.connect(action, make.indicator("never"))
    make.indicator("of no promise")
    assert [one.indicator.code for one in ledger(make.plan(), make.MONDAY).old] == ["old", "never"]


def test_quarters_are_those_of_the_citys_calendar(pack: Any) -> None:
    assert quarters_over(TODAY, 2) == [
        (date(2026, 7, 1), date(2026, 10, 1)),
        (date(2026, 4, 1), date(2026, 7, 1)),
    ]
    pack("ir/khoy")
    assert quarters_over(TODAY, 1) == [(date(2026, 6, 22), date(2026, 9, 23))]


def test_a_quarter_without_a_word_is_missed_by_the_unit_or_its_post() -> None:
    # From 1 January 2026: the quarters from January to September are owed, the one before is not.
    first, second = make.action("1.1"), make.action("1.2", unit=unit("culture"))
    for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 9, 30)):
        say(first, day)
    say(second, date(2026, 10, 1))
    found = missed_quarters([first, second], TODAY)
    assert [(one.unit.code, one.asked, one.missed) for one in found if one.unit] == [("culture", 3, 3)]


def test_the_month_is_written_anew_until_it_is_over_and_then_stays() -> None:
    action = make.action(updated_at=make.MONDAY - timedelta(days=121))
    keep_ledger(now=make.MONDAY)
    action.updated_at = make.MONDAY
    action.save()
    keep_ledger(now=make.MONDAY + timedelta(days=1))
    assert LedgerMonth.objects.get().untouched == 0
    keep_ledger(now=make.MONDAY + timedelta(days=130))
    assert list(LedgerMonth.objects.order_by("begins_on").values_list("begins_on", "untouched")) == [
        (date(2026, 11, 1), 0),
        (date(2027, 4, 1), 1),
    ]


@pytest.mark.parametrize(
    ("language", "word"),
    [("tr", "Kimse neye bakmadı?"), ("fa", "به چه چیزی کسی نرسید؟"), ("en", "What did nobody look after?")],
)
def test_everybody_reads_it_and_no_person_is_named(client: Client, language: str, word: str) -> None:
    who = staff("manager", unit("works"), display_name="Gülşah Işık")
    make.action(updated_at=make.MONDAY - timedelta(days=400), post=who.holdings.get().post)
    keep_ledger(now=make.MONDAY)
    page = client.get("/plan/ledger/", {"lang": language}, follow=True).content.decode()
    assert word in page
    assert "Gülşah" not in page
    assert client.get("/plan/ledger.csv").status_code == 200


@pytest.mark.parametrize("days", ["", "0", "-1", "x", "999999", "²", "٣"])
def test_odd_days_ask_for_the_usual_ones(client: Client, days: str) -> None:
    make.action()
    assert client.get("/plan/ledger/", {"days": days}).context["days"] == 120
