"""A plan's file is sent, looked through, corrected and brought in; nothing of it is lost."""

from __future__ import annotations

import io
from datetime import date

import docx
import openpyxl
import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meydan.base.audit.public import Entry
from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.strategy.importing.files import PlanFileUnreadable, tables_of
from meydan.kernel.strategy.models import Action, Plan, PlanImport
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db

CSV = """Amaç;Eylem No;Eylem;Sorumlu Birim;Başlangıç;Bitiş;Bütçe (TL);Bağımlılık
A1. Su;1.1;Boru yenileme;works Müdürlüğü;01.01.2026;31.12.2027;1.250.000;
;1.2;Depo;Olmayan Müdürlük;2026;2028;;1.1
;1.3;Sayaç;works Müdürlüğü;31.02.2026;2028;;
"""


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Plan"
    for row in (["Amaç", "Eylem No", "Eylem", "Sorumlu", "Süre", None], [None, None, None, None, "Başlangıç", "Bitiş"],
                ["Su", "1.1", "Boru", "works Müdürlüğü", date(2026, 1, 1), date(2027, 1, 1)],
                [None, "1.2", "Depo", None, date(2026, 1, 1), date(2027, 1, 1)]):  # fmt: skip
        sheet.append(row)
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "A3:A4", "D3:D4"):
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document() -> bytes:
    written = docx.Document()
    written.add_table(1, 1).cell(0, 0).text = "Kısaltmalar"
    table = written.add_table(3, 4)
    for at, words in enumerate(["Goal", "Action", "Lead department", "Timeline"]):
        table.cell(0, at).text = words
    for row, words in (
        (1, ["Water", "1.1 Pipes", "works office", "2026-2027"]),
        (2, ["", "1.2 Tank", "", "2027"]),
    ):
        for at, one in enumerate(words):
            table.cell(row, at).text = one
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 2).merge(table.cell(2, 2))
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


def page() -> bytes:
    return typst.compile(
        b"""#set text(lang: "en"); #set page(width: 24cm, height: 12cm)
#table(columns: 5, [Goal], [Code], [Action], [Owner], [Years],
  table.cell(rowspan: 2)[Water], [1.1], [Pipes], [Works], [2026-2027], [1.2], [Tank], [Works], [2027])
#pagebreak()
#table(columns: 5, [Air], [2.1], [Stations], [Works], [2028])"""
    )


@pytest.fixture
def chief(client: Client) -> Client:
    unit("works")
    client.force_login(staff("administrator"))
    return client


def send(
    client: Client, content: bytes, name: str = "plan.csv", language: str = "tr", **told: str
) -> PlanImport:
    new = {"name": "Su Planı", "starts_on": "2026-01-01", "ends_on": "2030-12-31"}
    answer = client.post(
        reverse("strategy:imports"),
        {"file": SimpleUploadedFile(name, content), "language": language, **(told or new)},
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return PlanImport.objects.latest("pk")


def keep(client: Client, found: PlanImport) -> str:
    path = reverse("strategy:import", args=[found.pk])
    return client.post(path, {"do": "keep"}, follow=True).content.decode()


def test_a_table_is_looked_through_and_changes_nothing_until_one_press(chief: Client) -> None:
    found = send(chief, CSV.encode())
    shown = chief.get(
        reverse("strategy:import", args=[found.pk]), {"lang": "en"}, follow=True
    ).content.decode()
    assert "2 actions are new" in shown
    assert "row 4" in shown
    assert "This is no date, or there is no such day." in shown
    assert "No unit of this city has this name." in shown
    assert not Action.objects.exists()
    keep(chief, found)
    pipe, tank = Action.objects.order_by("code")
    assert (pipe.unit.code, pipe.budget, pipe.ends_on) == ("works", 1_250_000, date(2027, 12, 31))
    assert (tank.unit, tank.owner_text) == (None, "Olmayan Müdürlük")
    assert [one.needs for one in tank.needs.all()] == [pipe]
    assert Entry.objects.filter(verb="strategy.imported").count() == 1


def test_a_row_that_was_left_out_stays_in_the_record_with_its_text(chief: Client) -> None:
    found = send(chief, CSV.encode())
    assert "Sayaç" in keep(chief, found)
    found.refresh_from_db()
    assert found.counts["left_out"] == 1
    assert "31.02.2026" in found.faults[0]["cells"]


def test_two_people_who_press_at_once_bring_it_in_once(chief: Client) -> None:
    found = send(chief, CSV.encode())
    keep(chief, found)
    assert Action.objects.count() == 2
    keep(chief, found)
    assert Action.objects.count() == 2
    assert Entry.objects.filter(verb="strategy.imported").count() == 1


def test_the_same_table_sent_again_changes_nothing(chief: Client) -> None:
    keep(chief, send(chief, CSV.encode()))
    again = send(chief, CSV.encode(), plan=Plan.objects.get().code)
    shown = chief.get(
        reverse("strategy:import", args=[again.pk]), {"lang": "en"}, follow=True
    ).content.decode()
    assert "0 actions are new, 0 change, 2 stay as they are" in shown


def test_a_column_is_corrected_by_the_person(chief: Client) -> None:
    found = send(chief, "Tema;İş;Kim\nSu;Boru;works Müdürlüğü\n".encode())
    path = reverse("strategy:import", args=[found.pk])
    chief.post(path, {"heading": ["Tema", "İş", "Kim"], "column": ["goal", "action", "owner"]})
    keep(chief, found)
    assert Action.objects.get().unit.code == "works"


def test_another_plans_code_does_not_stand_in_the_way(chief: Client) -> None:
    make.action("1.1")
    keep(chief, send(chief, CSV.encode()))
    mine = Action.objects.get(number="1.1")
    assert (mine.code, mine.printed_code) == ("su-plani-1.1", "1.1")


@pytest.mark.parametrize(
    ("content", "language", "place"),
    [
        (workbook(), "tr", {"kind": "sheet", "name": "Plan", "row": 3}),
        (document(), "en", {"kind": "table", "name": "2", "row": 2}),
        (page(), "en", {"kind": "page", "name": "1", "row": 2}),
    ],
)
def test_workbooks_documents_and_pages_keep_the_place_of_each_row(
    chief: Client, content: bytes, language: str, place: dict[str, object]
) -> None:
    keep(chief, send(chief, content, "plan", language))
    first, second = Action.objects.order_by("code")[:2]
    assert first.source_place == place
    assert first.goal == second.goal
    assert (first.code, second.code) == ("1.1", "1.2")


def test_a_table_goes_on_over_the_page(chief: Client) -> None:
    keep(chief, send(chief, page(), "plan.pdf", "en"))
    assert Action.objects.get(code="2.1").source_place == {"kind": "page", "name": "2", "row": 1}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.4 nothing", "PDF"),
        (b"PK\x03\x04 nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0 old", "old Office"),
        (b"\x00\x01\x02\x03", "none of them"),
        (b"one line without marks", "No commas"),
        (b'a,b\n"never closed,1\n' + b"x" * 2_000_000, "quote"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(PlanFileUnreadable, match=words):
        tables_of("file", content)


def test_who_may_not_bring_a_plan_in_is_refused(client: Client) -> None:
    client.force_login(staff("clerk", unit("works")))
    assert client.get(reverse("strategy:imports")).status_code == 403
