"""A form that asks for a fee: it goes whatever the payment system does, and the case says what was paid."""

import pytest
from django.urls import reverse
from django.utils import timezone

from meydan.base.forms.public import Draft, answers_in
from meydan.base.forms.tests import factories as make
from meydan.base.forms.tests.factories import asked
from meydan.base.jobs.public import enqueue, run_due
from meydan.base.payments.public import Order
from meydan.base.payments.tests.town import sandbox
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.models import Case, CaseAnswers, CaseEvent
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.queries.fees import fee_of
from meydan.kernel.cases.tests.factories import service
from meydan.kernel.cases.tests.reading import words

pytestmark = pytest.mark.django_db

LIRA_350 = 35_000


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def bank(monkeypatch):
    with sandbox(monkeypatch) as server:
        # Its tests stand still on a day; here time goes on.
        server.now_s = lambda: timezone.now().timestamp()
        yield server


@pytest.fixture
def begun(client):
    """A form with a fee, being filled in in this browser."""

    def begin(amount="fee", *fields):
        asked_fields = [*fields, asked("fee", "payment", amount=amount)]
        version = make.version(*asked_fields, now=timezone.now())
        service("paid_service", fee={"amount": 350, "source": "x"}, form=version.form.code)
        draft = make.begin_draft(version=version, purpose="service:paid_service", now=timezone.now())
        session = client.session
        session["forms_mine"] = [str(draft.key)]
        session.save()
        return draft

    return begin


def page(draft, code="fee"):
    return reverse("forms:page", args=[draft.key, code])


def press_pay(client, draft):
    """Press the button on the form, then the one on the page of the fee."""
    where = client.post(reverse("forms:pay", args=[draft.key, "fee", "fee"])).url
    client.post(where)
    return where


def sent(client, draft):
    client.post(page(draft))
    answer = client.post(reverse("forms:send", args=[draft.key]))
    assert answer.status_code == 302
    draft.refresh_from_db()
    return Case.objects.get(code=draft.result_code)


def pay_at(bank, is_paid=True):
    bank.pay(list(bank.payments.values())[-1], is_paid=is_paid)


def test_the_amount_is_the_fee_of_the_service_and_it_is_paid_before_sending(client, begun, bank):
    draft = begun()
    assert "350" in words(client.get(page(draft)))
    where = press_pay(client, draft)
    pay_at(bank)
    assert f'href="{page(draft)}"' in client.get(where).content.decode()
    assert "Ödendi" in words(client.get(page(draft)))
    case = sent(client, draft)
    order = fee_of(case).order
    assert (order.state, order.amount_minor, order.thing_code) == ("paid", LIRA_350, case.code)
    run_due(timezone.now())
    assert CaseEvent.objects.filter(case=case, verb="document").count() == 1
    assert list(chain_faults()) == []


def test_an_unpaid_form_goes_and_is_paid_later_from_the_page_of_the_case(client, begun, bank):
    case = sent(client, begun())
    assert fee_of(case).is_owed
    where = client.post(reverse("cases:pay", args=[case.code])).url
    client.post(where)
    pay_at(bank)
    client.get(where)
    run_due(timezone.now())
    assert not fee_of(case).is_owed
    assert Order.objects.count() == 1
    assert CaseEvent.objects.filter(case=case, verb="document").count() == 1


@pytest.mark.parametrize("habit", ["down", "slow", "lying", "short"])
def test_whatever_the_payment_system_does_the_form_goes(client, begun, bank, habit):
    bank.habit = habit
    draft = begun()
    where = press_pay(client, draft)
    if habit in ("lying", "short"):
        pay_at(bank, is_paid=habit == "short")
        client.get(where)
    case = sent(client, draft)
    assert fee_of(case).is_owed


def test_a_payment_that_arrives_after_sending_closes_by_itself(client, begun, bank):
    draft = begun()
    press_pay(client, draft)
    case = sent(client, draft)
    kept, _proofs = answers_in(CaseAnswers.objects.get(case=case).answers_sealed)
    assert kept["fee"]["state"] == "waiting"
    pay_at(bank)
    enqueue("payments.ask")
    while run_due(timezone.now()):
        pass
    assert not fee_of(case).is_owed
    client.force_login(staff("clerk"))
    shown = words(client.get(reverse("cases:case", args=[case.pk])))
    assert "Ödendi" in shown
    assert "henüz onaylanmadı" not in shown


def test_a_changed_answer_asks_for_the_new_amount_alone(client, begun, bank):
    draft = begun("copies * 100", asked("copies", "number"))
    for copies in ("2", "3"):
        client.post(page(draft, "copies"), {"copies": copies})
        client.post(reverse("forms:pay", args=[draft.key, "fee", "fee"]))
    case = sent(client, draft)
    assert fee_of(case).order.amount_minor == 30_000
    assert sorted(Order.objects.values_list("amount_minor", "state")) == [
        (20_000, "withdrawn"),
        (30_000, "open"),
    ]


def test_without_a_payment_system_the_form_names_the_cash_desk_and_the_case_owes(client, begun):
    draft = begun()
    assert "vezne" in words(client.get(page(draft)))
    assert fee_of(sent(client, draft)).is_owed


def test_a_form_thrown_away_owes_nothing(client, begun, bank):
    draft = begun()
    client.post(reverse("forms:pay", args=[draft.key, "fee", "fee"]))
    client.post(reverse("forms:forget", args=[draft.key]))
    assert not Draft.objects.exists()
    assert Order.objects.get().state == "withdrawn"
