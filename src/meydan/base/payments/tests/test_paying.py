"""Paying at a payment system with bad habits: nothing counts but its answer, and money counts once."""

from datetime import timedelta

import httpx
import pytest
from django.db import IntegrityError, transaction

from meydan.base.papers.public import facts_of
from meydan.base.payments.models import Attempt, Notice, Order, Refund
from meydan.base.payments.operations.orders import OrderSettled, withdraw_order
from meydan.base.payments.operations.paying import (
    ask_about_all,
    begin_payment,
    settle,
    take_at_counter,
    take_notice,
)
from meydan.base.payments.operations.receipts import issue_receipt
from meydan.base.payments.operations.refunding import RefundRefused, refund
from meydan.base.payments.providers import NoticeFacts, ProviderFailed, provider
from meydan.base.payments.sandbox import service
from meydan.base.payments.tests.town import NOW, order, sandbox
from meydan.base.people.tests.factories import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def bank(monkeypatch):
    with sandbox(monkeypatch) as server:
        yield server


def begun(made, now=NOW):
    home = "http://127.0.0.1:9"  # nobody stands there: notices are lost, as they are in life
    return begin_payment(order=made, chosen=provider("sandbox"), words="Numarataj", home=home, now=now)


def press(attempt, act="pay"):
    return httpx.post(attempt.url, data={"act": act}, follow_redirects=False, trust_env=False)


def test_a_payment_whose_notice_was_lost_is_found_by_asking(bank):
    made = order()
    press(begun(made))
    assert Order.objects.get().state == "open"
    assert ask_about_all(now=NOW) == 1
    assert Order.objects.get().state == "paid"
    assert Order.objects.get().paid_at == NOW


def test_asking_again_changes_nothing(bank):
    attempt = begun(order())
    press(attempt)
    settle(attempt=attempt, now=NOW)
    settle(attempt=Attempt.objects.get(), now=NOW + timedelta(hours=1))
    assert Order.objects.get().paid_at == NOW


def test_a_payer_who_gives_up_may_try_again(bank):
    made = order()
    press(begun(made), "fail")
    ask_about_all(now=NOW)
    press(begun(made))
    ask_about_all(now=NOW)
    assert sorted(Attempt.objects.values_list("state", flat=True)) == ["failed", "paid"]
    assert Order.objects.get().state == "paid"


def test_pressing_twice_is_one_payment(bank):
    made = order()
    assert begun(made).pk == begun(made).pk
    assert len(bank.payments) == 1


def test_a_system_that_is_down_leaves_the_fee_unpaid_and_the_try_is_taken_up_again(bank):
    made = order()
    bank.habit = "down"
    with pytest.raises(ProviderFailed):
        begun(made)
    bank.habit = "plain"
    press(begun(made))
    assert Attempt.objects.count() == 1
    assert ask_about_all(now=NOW) == 1


def test_a_slow_system_is_not_waited_for_without_end(bank, monkeypatch):
    monkeypatch.setattr(service, "SLOW_S", 0.3)
    bank.habit = "slow"
    assert begun(order()).reference


def test_a_notice_that_lies_pays_nothing(bank):
    attempt = begun(order())
    bank.habit = "lying"
    bank.pay(bank.payments[attempt.reference], is_paid=False)
    take_notice(chosen=provider("sandbox"), facts=NoticeFacts("evt_1", attempt.reference), now=NOW)
    ask_about_all(now=NOW)
    assert Order.objects.get().state == "open"


def test_a_smaller_amount_is_not_taken_for_the_fee(bank):
    attempt = begun(order())
    bank.habit = "short"
    press(attempt)
    ask_about_all(now=NOW)
    assert Attempt.objects.get().state == "differs"
    assert Attempt.objects.get().paid_minor == 34_999
    assert Order.objects.get().state == "open"


def test_the_same_notice_twice_is_one_notice(bank):
    attempt = begun(order())
    facts = NoticeFacts("evt_1", attempt.reference)
    assert take_notice(chosen=provider("sandbox"), facts=facts, now=NOW)
    assert not take_notice(chosen=provider("sandbox"), facts=facts, now=NOW)
    assert Notice.objects.count() == 1


def test_a_notice_before_the_answer_is_not_lost(bank):
    bank.habit = "early"
    begun(order())
    assert ask_about_all(now=NOW) == 1
    assert Order.objects.get().state == "paid"


def test_paid_at_the_counter_and_online_the_second_is_surplus_and_goes_back(bank):
    made, cashier, head = order(), staff("clerk"), staff("manager")
    attempt = begun(made)
    take_at_counter(order=made, actor=cashier, note="nakit", now=NOW)
    press(attempt)
    ask_about_all(now=NOW)
    surplus = Attempt.objects.get(state="surplus")
    refund(attempt=surplus, amount_minor=35_000, reason="iki kez ödendi", actor=head, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.refunded_minor) == ("paid", 0)
    assert bank.payments[attempt.reference].refunds


def test_the_table_itself_refuses_to_count_money_twice(bank):
    made = order()
    take_at_counter(order=made, actor=staff("clerk"), note="", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(order=made, provider="x", key="k", reference="r", state="paid", started_at=NOW)


def test_nothing_is_taken_for_a_fee_that_is_settled(bank):
    made = order()
    withdraw_order(order=made, actor=None, now=NOW)
    for late in (
        lambda: begun(made),
        lambda: take_at_counter(order=made, actor=staff("clerk"), note="", now=NOW),
        lambda: withdraw_order(order=made, actor=None, now=NOW),
    ):
        with pytest.raises(OrderSettled):
            late()


def test_no_more_goes_back_than_was_paid(bank):
    made, head = order(), staff("manager")
    attempt = begun(made)
    press(attempt)
    ask_about_all(now=NOW)
    attempt.refresh_from_db()
    refund(attempt=attempt, amount_minor=10_000, reason="indirim", actor=head, now=NOW)
    for amount, why in ((25_001, "x"), (0, "x"), (-5, "x"), (100, " ")):
        with pytest.raises(RefundRefused):
            refund(attempt=attempt, amount_minor=amount, reason=why, actor=head, now=NOW)
    refund(attempt=attempt, amount_minor=25_000, reason="iptal", actor=head, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.refunded_minor) == ("refunded", 35_000)


def test_a_refund_whose_answer_was_lost_is_given_once(bank):
    from meydan.base.payments.operations.refunding import carry_out

    made = order()
    attempt = begun(made)
    press(attempt)
    ask_about_all(now=NOW)
    attempt.refresh_from_db()
    bank.habit = "down"
    with pytest.raises(ProviderFailed):
        refund(attempt=attempt, amount_minor=35_000, reason="iptal", actor=staff("manager"), now=NOW)
    bank.habit = "plain"
    carry_out(asked=Refund.objects.get(), now=NOW)
    carry_out(asked=Refund.objects.get(), now=NOW)
    assert sum(bank.payments[attempt.reference].refunds.values()) == 35_000
    assert Order.objects.get().refunded_minor == 35_000


def test_the_receipt_is_a_numbered_paper_and_made_once(bank):
    made = order()
    assert issue_receipt(order=made, now=NOW) is None
    take_at_counter(order=made, actor=staff("clerk"), note="", now=NOW)
    made.refresh_from_db()
    paper = issue_receipt(order=made, now=NOW)
    assert facts_of(paper)["amount"] == "350\u00a0₺"
    assert issue_receipt(order=Order.objects.get(), now=NOW) is None
    assert issue_receipt(order=made, now=NOW) is None, "an old reading of the row makes no second one"


def test_the_same_fee_is_one_order(bank):
    assert order().pk == order(amount_minor=99).pk
    assert Order.objects.get().amount_minor == 35_000
