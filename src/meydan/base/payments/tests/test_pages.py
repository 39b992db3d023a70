"""The payer's page, the cashier's pages, and the door for payment systems."""

import json

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from meydan.base.payments.engine.signed import secret_bytes, signature_of
from meydan.base.payments.models import Attempt, Notice, Order
from meydan.base.payments.operations.paying import ask_about_all, begin_payment, take_at_counter
from meydan.base.payments.providers import provider
from meydan.base.payments.queries import statements
from meydan.base.payments.tests.town import NOW, SECRET, order, sandbox
from meydan.base.people.tests.factories import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield pack("tr/gumushane")


@pytest.fixture
def bank(monkeypatch):
    with sandbox(monkeypatch) as server:
        yield server


def page(answer):
    return answer.content.decode()


def paid(made, bank):
    attempt = begin_payment(
        order=made, chosen=provider("sandbox"), words="x", home="http://127.0.0.1:9", now=NOW
    )
    bank.pay(bank.payments[attempt.reference], is_paid=True)
    ask_about_all(now=NOW)
    attempt.refresh_from_db()
    return attempt


@pytest.mark.parametrize(("language", "said"), [("tr", "Ödenecek"), ("fa", "پرداختنی"), ("en", "to pay")])
def test_whoever_owes_sees_the_amount_and_can_pay(client, bank, language, said):
    made = order()
    shown = page(client.get(f"/pay/{made.code}/", {"lang": language}, follow=True))
    assert said in shown
    leaving = page(client.post(f"/pay/{made.code}/", follow=True))
    assert f'href="{Attempt.objects.get().url}"' in leaving


def test_coming_back_from_the_payment_system_shows_what_it_says(client, bank):
    made = order()
    client.post(f"/pay/{made.code}/")
    bank.pay(bank.payments[Attempt.objects.get().reference], is_paid=True)
    assert "Ödendi" in page(client.get(f"/pay/{made.code}/"))


def test_a_system_that_is_down_is_said_and_nothing_breaks(client, bank):
    made = order()
    bank.habit = "down"
    answer = client.post(f"/pay/{made.code}/")
    assert answer.status_code == 503
    assert "yanıt vermiyor" in page(answer)
    assert "yanıt vermiyor" not in page(client.get(f"/pay/{made.code}/"))


def test_without_a_payment_system_the_counter_is_named(client):
    made = order()
    assert "veznede ödeyin" in page(client.get(f"/pay/{made.code}/"))
    assert client.post(f"/pay/{made.code}/").status_code == 503


def test_an_unknown_code_is_not_there(client):
    assert client.get("/pay/0000-0000-0000/").status_code == 404


def notice(reference, event="evt_1", key=None, body=None):
    content = body if body is not None else json.dumps({"reference": reference, "state": "paid"}).encode()
    at_s = int(NOW.timestamp())
    return content, {
        "webhook-id": event,
        "webhook-timestamp": str(at_s),
        "webhook-signature": signature_of(key or secret_bytes(SECRET), event, at_s, content),
    }


def sent(client, content, headers, code="sandbox"):
    return client.post(
        f"/payments/notices/{code}/", content, content_type="application/json", headers=headers
    )


def test_a_genuine_notice_is_taken_and_a_forged_one_is_not(client, bank):
    made = order()
    client.post(f"/pay/{made.code}/")
    reference = Attempt.objects.get().reference
    assert sent(client, *notice(reference)).status_code == 204
    assert sent(client, *notice(reference)).status_code == 204
    assert Notice.objects.count() == 1
    assert sent(client, *notice(reference, "evt_2", key=b"x" * 24)).status_code == 401
    assert sent(client, *notice(reference, "evt_3"), code="nobody").status_code == 401
    assert sent(client, *notice(reference, "evt_4", body=b"[]")).status_code == 401
    assert sent(client, *notice(reference, "evt_5", body=b"x" * 70_000)).status_code == 413
    assert Notice.objects.count() == 1
    assert Order.objects.get().state == "open"


def test_the_cashier_takes_money_at_the_counter_once(client):
    made = order()
    client.force_login(staff("clerk"))
    client.post(f"/desk/payments/{made.pk}/take/", {"note": "nakit"})
    client.post(f"/desk/payments/{made.pk}/take/", {"note": "nakit"})
    assert Attempt.objects.get().taken_by is not None
    assert "Ödendi" in page(client.get(f"/desk/payments/{made.pk}/"))
    assert "GM-7K2Q-X9" in page(client.get("/desk/payments/?state=paid"))


def test_who_takes_money_does_not_give_it_back(client, bank):
    made = order()
    attempt = paid(made, bank)
    client.force_login(staff("clerk"))
    answer = client.post(f"/desk/payments/tries/{attempt.pk}/refund/", {"amount": "350", "reason": "x"})
    assert answer.status_code == 403
    client.force_login(staff("manager"))
    client.post(f"/desk/payments/tries/{attempt.pk}/refund/", {"amount": "100,50", "reason": "indirim"})
    assert Order.objects.get().refunded_minor == 10_050


@pytest.mark.parametrize("amount", ["", "x", "0", "-3", "350,01"])
def test_an_amount_that_cannot_be_gives_nothing_back(client, bank, amount):
    attempt = paid(order(), bank)
    client.force_login(staff("manager"))
    client.post(f"/desk/payments/tries/{attempt.pk}/refund/", {"amount": amount, "reason": "x"})
    assert Order.objects.get().refunded_minor == 0


def upload(client, text, encoding="utf-8"):
    file = SimpleUploadedFile("kasim.csv", text.encode(encoding))
    days = {"from_on": "23.11.2026", "to_on": "23.11.2026", "file": file}
    return client.post("/desk/payments/statements/", days)


def test_a_statement_that_agrees_says_so(client, bank):
    attempt = paid(order(), bank)
    client.force_login(staff("manager"))
    answer = upload(client, f"reference;amount\n{attempt.reference};350,00\n")
    assert "tutuyor" in page(client.get(answer.url))
    assert statements().get().findings == []


def test_what_differs_is_listed(client, bank):
    attempt = paid(order(), bank)
    client.force_login(staff("manager"))
    text = f"reference,amount,kind\n{attempt.reference},340.00,payment\nSBX-999999,10,payment\n"
    shown = page(client.get(upload(client, text).url))
    assert "Başka tutar" in shown
    assert "SBX-999999" in shown


@pytest.mark.parametrize(
    "text", ["", "a;b\n1;2", "reference;amount\nA;x", 'reference;amount\n"A;1', "reference;amount\nA;1;2;3"]
)
def test_a_statement_that_cannot_be_read_is_said_and_not_kept(client, bank, text):
    client.force_login(staff("manager"))
    assert upload(client, text or " ").status_code == 422
    assert not statements().exists()


def test_a_statement_in_the_code_page_of_excel_is_read(client, bank):
    attempt = paid(order(), bank)
    client.force_login(staff("manager"))
    text = f"Reference;Amount;Açıklama\n{attempt.reference};350;Şükrü\n"
    assert statements().count() == 0
    assert upload(client, text, "cp1254").status_code == 302


def test_citizens_and_inspectors_do_not_see_the_book(client):
    assert client.get("/desk/payments/").url.startswith("/accounts/login/")
    client.force_login(staff("inspector"))
    assert client.get("/desk/payments/").status_code == 403


def test_the_receipt_opens_for_whoever_has_the_address(client):
    from meydan.base.payments.operations.receipts import issue_receipt

    made = order()
    assert client.get(f"/pay/{made.code}/receipt.pdf").status_code == 404
    take_at_counter(order=made, actor=staff("clerk"), note="", now=NOW)
    made.refresh_from_db()
    issue_receipt(order=made, now=NOW)
    assert b"".join(client.get(f"/pay/{made.code}/receipt.pdf").streaming_content).startswith(b"%PDF-")
