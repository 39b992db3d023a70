"""Contracts come in from a table that is looked through first; sums are checked; agreements warn in time."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from meydan.base.people.tests.factories import staff
from meydan.kernel.strategy.engine.budget import disagreements, totals
from meydan.kernel.strategy.engine.contracts import read_contracts
from meydan.kernel.strategy.engine.sheet import SourceRow
from meydan.kernel.strategy.models import Agreement, BudgetLine, Contract
from meydan.kernel.strategy.operations.money import (
    AgreementStands,
    AmendmentImpossible,
    BudgetImpossible,
    amend_contract,
    enter_agreement,
    set_budget_lines,
)
from meydan.kernel.strategy.queries.money import agreements_to_renew, contract
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def in_town(pack: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    pack("tr/gumushane")


def table(*rows: list[str]) -> list[SourceRow]:
    return [SourceRow(number, list(cells)) for number, cells in enumerate(rows, 1)]


TURKISH = [
    "Sözleşme No",
    "İşin Adı",
    "Yüklenici",
    "Sözleşme Bedeli (bin TL)",
    "Başlangıç",
    "Bitiş",
    "Eylem Kodu",
]
PERSIAN = ["شماره قرارداد", "موضوع", "پیمانکار", "مبلغ", "آغاز", "پایان"]


def test_a_turkish_and_a_persian_table_are_read_with_their_digits_calendars_and_units() -> None:
    found = read_contracts(
        table(["Sözleşmeler"], TURKISH, ["2026/1", "Lamba", "Işık A.Ş.", "1.250", "01.03.2026", "2026", "3.2"]),
        language="tr", currency="TRY",
    )  # fmt: skip
    assert found.faults == []
    row = found.rows[0]
    assert (row.row, row.number, row.amount, row.action) == (3, "2026/1", Decimal(1_250_000), "3.2")
    assert (row.starts_on, row.ends_on) == (date(2026, 3, 1), date(2026, 12, 31))
    found = read_contracts(
        table(PERSIAN, ["۱۴۰۵/۱", "فیبر", "شرکت آذر", "۵۰۰ میلیون تومان", "۱۴۰۵/۰۱/۰۱", "۱۴۰۵/۰۶/۳۱"]),
        language="fa", currency="IRR",
    )  # fmt: skip
    assert found.faults == []
    assert (found.rows[0].amount, found.rows[0].starts_on) == (Decimal(5_000_000_000), date(2026, 3, 21))


@pytest.mark.parametrize(
    ("cells", "fault", "comes_in"),
    [
        (["", "Lamba", "Işık", "1", "", "", ""], ("cell_missing", "number"), False),
        (["2", "Lamba", "-", "1", "", "", ""], ("cell_missing", "contractor"), False),
        (["1", "Lamba", "Işık", "1", "", "", ""], ("number_twice", "number"), False),
        (["2", "Lamba", "Işık", "çok", "", "", ""], ("amount_unreadable", "amount"), False),
        (["2", "Lamba", "Işık", "-5", "", "", ""], ("amount_negative", "amount"), False),
        (["2", "Lamba", "Işık", "%5", "", "", ""], ("amount_unreadable", "amount"), False),
        (["2", "Lamba", "Işık", "1", "31.02.2026", "", ""], ("date_unreadable", "starts_on"), True),
        (["2", "Lamba", "Işık", "1", "01.03.2026", "01.02.2026", ""], ("date_order", "ends_on"), True),
    ],
)
def test_a_faulty_row_is_named_with_its_row_and_its_column(
    cells: list[str], fault: tuple[str, str], comes_in: bool
) -> None:
    first = ["1", "Su", "Su A.Ş.", "2", "", "", ""]
    found = read_contracts(table(TURKISH, first, cells), language="tr", currency="TRY")
    assert [(one.kind, one.column, one.row) for one in found.faults] == [(*fault, 3)]
    assert len(found.rows) == 1 + comes_in


def test_a_table_without_its_headings_is_refused_whole() -> None:
    found = read_contracts(table(["a", "b"], ["1", "2"]), language="tr", currency="TRY")
    assert [one.kind for one in found.faults] == ["head_missing"]


def send(client: Client, name: str, content: bytes) -> Any:
    client.force_login(staff("administrator"))
    sent = {"file": SimpleUploadedFile(name, content), "language": "en"}
    return client.post(reverse("strategy:contract_desk"), {**sent, "lang": "en"})


SHEET = (
    "number,subject,contractor,amount,signed,starts,ends,action,notice\n"
    "A/1,Lamps,Light Ltd,1200.50,2026-02-01,2026-03-01,2026-10-31,3.2,https://example.org/1\n"
    "A/2,=cmd(),Water Ltd,,,,,9.9,javascript:alert(1)\n"
)


def test_a_table_is_looked_through_and_writes_nothing_until_one_press(client: Client) -> None:
    make.action("3.2")
    page = send(client, "c.csv", SHEET.encode())
    assert page.status_code == 200
    assert not Contract.objects.exists()
    kinds = sorted(one["words"].__str__() for one in page.context["faults"])
    assert len(kinds) == 2
    client.post(reverse("strategy:contract_desk"), {"do": "keep", "held": page.context["held"]})
    first = Contract.objects.get(number="A/1")
    assert (first.amount, first.action.code if first.action else "") == (Decimal("1200.50"), "3.2")
    assert Contract.objects.get(number="A/2").notice_href == ""
    again = send(client, "c.csv", SHEET.encode())
    assert (len(again.context["seen"].added), again.context["seen"].unchanged) == (0, 2)


def test_a_workbook_is_read_as_well_and_a_forged_press_is_refused(client: Client) -> None:
    book = Workbook()
    for row in csv.reader(io.StringIO(SHEET.replace("=cmd()", "Pipes"))):
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    page = send(client, "c.xlsx", out.getvalue())
    assert len(page.context["seen"].added) == 2
    client.post(reverse("strategy:contract_desk"), {"do": "keep", "held": page.context["held"] + "x"})
    assert not Contract.objects.exists()
    assert send(client, "c.exe", b"\x00\x01MZ").status_code == 422


def test_what_leaves_comes_in_again_without_a_difference(client: Client) -> None:
    make.action("3.2")
    page = send(client, "c.csv", SHEET.encode())
    client.post(reverse("strategy:contract_desk"), {"do": "keep", "held": page.context["held"]})
    sheet = client.get(reverse("strategy:contracts_file", args=["csv"]), {"lang": "en"}).content
    assert b"'=cmd()" in sheet
    seen = send(client, "c.csv", sheet).context["seen"]
    assert (len(seen.added), len(seen.changed), seen.unchanged) == (0, 0, 2)


def test_amendments_add_up_and_the_newest_end_counts(client: Client) -> None:
    made = Contract.objects.create(
        code="a-1", number="A/1", names={"en": "Lamps"}, contractor="Light Ltd", amount=Decimal(1000),
        starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 1), entered_at=make.MONDAY,
    )  # fmt: skip
    facts = {"contract": made, "reason": {"en": "More streets"}, "actor": staff("mayor"), "now": make.MONDAY}
    amend_contract(signed_on=date(2026, 5, 1), amount_change=Decimal(250), ends_on=date(2026, 9, 1), **facts)
    amend_contract(signed_on=date(2026, 6, 1), amount_change=Decimal(-50), **facts)
    held = contract("a-1")
    assert (held.total, held.last_day) == (Decimal(1200), date(2026, 9, 1))
    for wrong in ({"amount_change": Decimal(-1201)}, {"ends_on": date(2026, 1, 1)}):
        with pytest.raises(AmendmentImpossible):
            amend_contract(signed_on=TODAY, **wrong, **facts)
    page = client.get(
        reverse("strategy:contract", args=["a-1"]), {"lang": "en"}, follow=True
    ).content.decode()
    for words in ("₺1,200", "More streets", "1 September 2026"):
        assert words in page


def test_the_years_of_a_promise_are_added_up_and_what_does_not_fit_is_said(client: Client) -> None:
    action = make.action("3.2", budget=Decimal(100), spent=Decimal(70))
    lines = [(2026, Decimal(60), Decimal(50), Decimal(55)), (2027, Decimal(40), Decimal(20), Decimal(10))]
    set_budget_lines(action=action, lines=lines, actor=staff("mayor"), now=make.MONDAY)
    held = list(BudgetLine.objects.order_by("year"))
    assert totals(held) == (100, 70, 65)
    assert disagreements(held, action.budget, action.spent) == ["spent", "over"]
    assert disagreements(held, Decimal(99), Decimal(65)) == ["planned", "over"]
    assert disagreements([], Decimal(99), None) == []
    page = client.get(reverse("strategy:budget"), {"lang": "en"}, follow=True).content.decode()
    assert "In a year more was spent than allocated." in page
    assert client.get("/plan/budget.csv").content.count(b"\r\n3.2,") == 2
    with pytest.raises(BudgetImpossible):
        set_budget_lines(
            action=action, lines=[(2026, Decimal(-1), Decimal(0), Decimal(0))], actor=None, now=make.MONDAY
        )


@pytest.mark.parametrize(
    ("days", "standing"), [(91, "running"), (90, "ending"), (0, "ending"), (-1, "over"), (None, "open")]
)
def test_an_agreement_warns_ninety_days_before_it_ends(days: int | None, standing: str) -> None:
    ends = None if days is None else TODAY + timedelta(days=days)
    made = enter_agreement(
        partner="Uni",
        names={"en": "Data"},
        signed_on=date(2024, 1, 1),
        expires_on=ends,
        actor=None,
        now=make.MONDAY,
    )
    assert made.standing(TODAY) == standing
    assert agreements_to_renew(TODAY).exists() is (standing == "ending")
    with pytest.raises(AgreementStands):
        enter_agreement(
            partner="Uni", names={"en": "Data"}, signed_on=date(2024, 1, 1), actor=None, now=make.MONDAY
        )


def test_an_officer_writes_an_agreement_down_with_its_paper_and_everybody_opens_it(client: Client) -> None:
    client.force_login(staff("administrator"))
    sent = {"partner": "Üniversite", "title": "Data", "signed_on": "2026-01-05", "expires_on": "2027-01-05"}
    paper = SimpleUploadedFile("k.pdf", b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n")
    bad = {**sent, "expires_on": "2025-01-05"}
    assert client.post(reverse("strategy:agreement_new"), bad).status_code == 422
    assert client.post(reverse("strategy:agreement_new"), {**sent, "document": paper}).status_code == 302
    client.logout()
    page = client.get(reverse("strategy:agreements"), {"lang": "en"}, follow=True).content.decode()
    assert "Üniversite" in page
    found = Agreement.objects.get()
    opened = client.get(reverse("strategy:agreement_paper", args=[found.code]))
    assert b"".join(opened.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_a_clerk_reads_contracts_and_does_not_write_them(client: Client) -> None:
    client.force_login(staff("clerk"))
    assert client.get(reverse("strategy:contracts")).status_code == 200
    assert client.get(reverse("strategy:contract_desk")).status_code == 403


def test_the_list_is_narrowed_and_asks_no_more_for_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        Contract.objects.create(
            code=f"a-{number}", number=f"A/{number}", names={"tr": f"Lamba {number}"}, contractor="Işık A.Ş.",
            amount=1, entered_at=make.MONDAY,
        )  # fmt: skip
    with django_assert_max_num_queries(8):
        client.get(reverse("strategy:contracts"))
    page = client.get(reverse("strategy:contracts"), {"q": "Lamba 7", "status": "running"})
    assert [one.number for one in page.context["page_of_contracts"]] == ["A/7"]
