"""A plan as cities publish it is read, and what is wrong with it is named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from meydan.kernel.strategy.engine.cells import CellUnreadable, amount, span, split_code
from meydan.kernel.strategy.engine.columns import recognise
from meydan.kernel.strategy.engine.cycles import first_cycle
from meydan.kernel.strategy.engine.difference import difference
from meydan.kernel.strategy.engine.document import as_document, digest, from_document
from meydan.kernel.strategy.engine.export import HEADINGS, export_rows
from meydan.kernel.strategy.engine.reading import Reading, read_plan
from meydan.kernel.strategy.engine.sheet import SourceRow, SourceTable

TURKISH = [
    ["GÜMÜŞHANE BELEDİYESİ EYLEM PLANI", "", "", "", "", "", ""],
    ["Stratejik Amaç", "Eylem No", "Eylem Adı", "Sorumlu Birim", "Başlangıç Tarihi", "Bitiş Tarihi", "Bütçe (Bin TL)"],
    ["A1. Akıllı yönetişim", "1.1", "Açık veri kapısı", "Bilgi İşlem", "01.03.2026", "31.12.2027", "1.250,5"],
    ["", "1.2", "Meclis kararları", "Yazı İşleri", "2026", "2027", "-"],
    ["", "", "", "", "", "", ""],
    ["", "", "TOPLAM", "", "", "", "1.250,5"],
]  # fmt: skip


def read(rows: list[list[str]], language: str = "tr", currency: str = "TRY", **chosen: str) -> Reading:
    table = SourceTable("sheet", "Plan", [SourceRow(at, row) for at, row in enumerate(rows, 1)])
    return read_plan([table], language=language, currency=currency, chosen=chosen)


def kinds(reading: Reading) -> list[tuple[str, int]]:
    return [(fault.kind, fault.source.row) for fault in reading.faults]


def test_a_turkish_table_gives_goals_actions_dates_and_lira():
    reading = read(TURKISH)
    [goal] = reading.table.goals
    first, second = goal.targets[0].actions
    assert (goal.code, goal.names) == ("A1", {"tr": "Akıllı yönetişim"})
    assert (first.code, first.owner, first.budget) == ("1.1", "Bilgi İşlem", Decimal("1250500.00"))
    assert (first.starts_on, first.ends_on) == (date(2026, 3, 1), date(2027, 12, 31))
    assert (second.starts_on, second.ends_on, second.budget) == (date(2026, 1, 1), date(2027, 12, 31), None)
    assert first.source.name == "Plan"
    assert first.source.row == 3
    assert kinds(reading) == [("total_line", 6)]
    assert reading.empty_rows == 1


def test_a_persian_table_is_read_with_its_digits_its_calendar_and_its_toman():
    reading = read(
        [
            ["هدف کلان", "کد", "عنوان اقدام", "متولی", "تاریخ شروع", "تاریخ پایان", "اعتبار (میلیون تومان)"],
            ["شهر هوشمند", "۱-۱", "نوسازی شبکهٔ آب", "شرکت آب", "۱۴۰۵/۰۱/۱۵", "۲۰۲۷/۰۳/۰۱", "۲٬۵۰۰"],
        ],
        "fa",
        "IRR",
    )
    action = reading.table.goals[0].targets[0].actions[0]
    assert (action.starts_on, action.ends_on) == (date(2026, 4, 4), date(2027, 3, 1))
    assert action.budget == Decimal("25000000000.00")
    assert reading.calendars == {"jalali", "gregorian"}
    assert action.code == "1-1"


def test_every_faulty_row_is_named_and_the_good_ones_come_in():
    head = ["Goal", "Action code", "Action", "Owner", "Start date", "End date", "Budget", "Depends on"]
    reading = read(
        [
            head,
            ["One", "1", "Good", "Works", "2026-01-01", "2026-12-31", "10", "2"],
            ["One", "2", "Circle", "Works", "2026-01-01", "2026-12-31", "10", "1"],
            ["One", "2", "Twice", "Works", "2026-01-01", "2026-12-31", "10", ""],
            ["One", "3", "No such day", "Works", "2026-02-30", "2026-12-31", "10", ""],
            ["One", "4", "Backwards", "Works", "2027-01-01", "2026-12-31", "10", ""],
            ["One", "5", "", "Works", "2026-01-01", "2026-12-31", "10", ""],
            ["One", "6", "No owner, a share", "", "2026-01-01", "2026-12-31", "25%", "99"],
            ["One", "7", "Euros", "Works", "1405", "2027", "€ 100", ""],
        ],
        "en",
    )
    assert [one.code for _g, _t, one in reading.table.actions()] == ["1", "2", "6", "7"]
    assert kinds(reading) == [
        ("code_twice", 4),
        ("date_unreadable", 5),
        ("date_order", 6),
        ("action_without_name", 7),
        ("owner_missing", 8),
        ("amount_is_a_share", 8),
        ("amount_is_foreign", 9),
        ("needs_unknown", 8),
        ("needs_circle", 3),
    ]
    assert reading.faults[0].cells[2] == "Twice"


def test_steps_stand_under_their_action_and_give_it_its_dates():
    reading = read(
        [
            ["Amaç", "Eylem No", "Eylem", "Adım", "Sorumlu", "Başlangıç", "Bitiş", "Bütçe"],
            ["Su", "1", "Boru yenileme", "Etüt", "Su", "2026", "2026", "100"],
            ["", "", "", "Kazı", "", "01.02.2027", "30.06.2027", "200"],
        ]
    )
    action = reading.table.goals[0].targets[0].actions[0]
    assert [step.names["tr"] for step in action.steps] == ["Etüt", "Kazı"]
    assert (action.starts_on, action.ends_on, action.budget) == (
        date(2026, 1, 1),
        date(2027, 6, 30),
        Decimal("300.00"),
    )


def test_headings_over_two_rows_are_one_and_a_merged_amount_is_counted_once():
    rows = [
        SourceRow(1, ["Amaç", "Eylem", "Süre", "Süre", "Bütçe"]),
        SourceRow(2, ["Amaç", "Eylem", "Başlangıç", "Bitiş", "Bütçe"]),
        SourceRow(3, ["Su", "Boru", "2026", "2027", "500"]),
        SourceRow(4, ["Su", "Depo", "2026", "2028", "500"], frozenset({0, 4})),
    ]
    reading = read_plan([SourceTable("sheet", "1", rows)], language="tr", currency="TRY")
    pipe, tank = reading.table.goals[0].targets[0].actions
    assert (pipe.budget, tank.budget, tank.ends_on) == (Decimal("500.00"), None, date(2028, 12, 31))
    assert ("amount_shared", 4) in kinds(reading)


def test_a_person_corrects_what_a_column_was_taken_for():
    rows = [["Tema", "İş", "Kim"], ["Su", "Boru yenileme", "Fen İşleri"]]
    assert not list(read(rows).table.actions())
    reading = read(rows, Tema="goal", İş="action.tr", Kim="owner")
    [(goal, _target, action)] = reading.table.actions()
    assert (goal.names["tr"], action.names["tr"], action.owner) == ("Su", "Boru yenileme", "Fen İşleri")


def test_an_export_is_read_again_without_a_difference():
    table = read(
        [
            ["goal_code", "goal.tr", "goal.fa", "target_code", "target.tr", "action_code", "action.tr", "action.en",
             "step_code", "step.tr", "owner", "partners", "starts_on", "ends_on", "budget", "needs", "risk"],
            ["1", "Su", "آب", "1.1", "Kayıp azalır", "1.10", "Boru", "Pipes", "", "", "Su", "A, B ve C;", "2026-01-01",
             "2027-01-01", "12345678901234.56", "1.9", "=kazı\ngecikir"],
            ["1", "Su", "آب", "1.1", "Kayıp azalır", "1.10", "", "", "a", "Etüt", "", "", "2026-01-01", "", "", "", ""],
            ["1", "Su", "آب", "1.1", "Kayıp azalır", "1.9", "Depo", "Tank", "", "", "Su", "", "2026-01-01", "", "", "",
             ""],
            ["2", "Boş amaç", "", "", "", "", "", "", "", "", "", "", "", "", "", "", ""],
        ]
    ).table  # fmt: skip
    again = read([list(HEADINGS), *export_rows(table)]).table
    assert [one.code for one in again.goals] == ["1", "2"]
    assert difference(table, again) == []
    assert as_document(again) == as_document(table)
    assert digest(as_document(from_document(as_document(table)))) == digest(as_document(table))
    assert next(table.actions())[2].partners == ["A, B ve C"]


def test_a_difference_names_what_was_added_moved_redated_repriced_and_dropped():
    head = ["goal_code", "goal.en", "action_code", "action.en", "owner", "ends_on", "budget", "dropped"]
    before = read([head, ["1", "A", "1.1", "x", "W", "2026-01-01", "5", ""],
                   ["1", "A", "1.2", "y", "W", "2026-01-01", "", ""],
                   ["2", "B", "2.1", "z", "W", "2026-01-01", "", ""]]).table  # fmt: skip
    after = read([head, ["1", "A", "1.1", "x", "W", "2027-01-01", "6", ""],
                  ["2", "B", "1.2", "y", "W", "2026-01-01", "", "x"],
                  ["2", "B", "2.2", "new", "W", "2026-01-01", "", ""]]).table  # fmt: skip
    told = {(one.kind, one.code, one.field) for one in difference(before, after)}
    assert told == {
        ("changed", "1.1", "ends_on"), ("changed", "1.1", "budget"), ("moved", "1.2", "goal"),
        ("dropped", "1.2", ""), ("added", "2.2", ""), ("removed", "2.1", ""),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2025-2027", date(2025, 1, 1), date(2027, 12, 31)),
        ("۱۴۰۴ تا ۱۴۰۶", date(2025, 3, 21), date(2028, 3, 19)),
        ("Mart 2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("مهر ۱۴۰۵", date(2026, 9, 23), date(2026, 10, 22)),
        ("2026 Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("01.03.2026 - 30.06.2026", date(2026, 3, 1), date(2026, 6, 30)),
        ("2026-03-01 00:00:00", date(2026, 3, 1), date(2026, 3, 1)),
    ],
)
def test_days_months_quarters_and_years_of_both_calendars_are_spans(words: str, first: date, last: date):
    assert (span(words).first, span(words).last) == (first, last)


@pytest.mark.parametrize("words", ["31.02.2026", "2026-13-01", "2027-2025", "soon", "0004", "1405/12/31"])
def test_a_date_that_cannot_be_is_refused(words: str):
    with pytest.raises((CellUnreadable, ValueError)):
        span(words)


@pytest.mark.parametrize(
    ("words", "heading", "currency", "expected"),
    [
        ("1.250.000 TL", "Bütçe", "TRY", "1250000.00"),
        ("2,5 milyon TL", "Bütçe", "TRY", "2500000.00"),
        ("750", "Bütçe (Bin TL)", "TRY", "750000.00"),
        ("۱۲ میلیارد ریال", "اعتبار", "IRR", "12000000000.00"),
        ("۱۲", "اعتبار (میلیون تومان)", "IRR", "120000000.00"),
    ],
)
def test_amounts_are_kept_in_the_main_unit(words: str, heading: str, currency: str, expected: str):
    language = "tr" if currency == "TRY" else "fa"
    assert str(amount(words, heading=heading, language=language, currency=currency)) == expected


def test_a_number_before_a_name_is_its_code_only_where_it_looks_like_one():
    assert split_code("Amaç 1: Temiz hava") == ("1", "Temiz hava")
    assert split_code("A1.2 سال ۱۴۰۵") == ("A1.2", "سال ۱۴۰۵")
    assert split_code("100 ağaç dikilir") == ("", "100 ağaç dikilir")
    assert split_code("Merkezde 3 park yapılır") == ("", "Merkezde 3 park yapılır")


def test_a_table_of_two_storeys_has_its_targets_as_goals():
    assert [one.field if one else "" for one in recognise(["Hedef", "Eylem", "Not"])] == [
        "goal",
        "action",
        "",
    ]


def test_a_circle_is_found_however_long_it_is():
    chain = {str(one): [str(one + 1)] for one in range(5000)}
    assert first_cycle(chain) == []
    assert first_cycle({**chain, "5000": ["4998"]}) == ["4998", "4999", "5000"]
