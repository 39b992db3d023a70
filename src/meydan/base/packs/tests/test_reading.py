"""How packs inherit from one another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from meydan.base.packs.pack import Pack
from meydan.base.packs.public import current, load_pack, names, unreviewed_law
from meydan.base.packs.reader import (
    PackNotFound,
    PackUnreadable,
    lineage_of,
    merge,
    read_csv,
    read_pack_head,
)
from meydan.base.packs.tests.folders import town, write

SHIPPED = Path(__file__).resolve().parents[3] / "packs"


def pack_in(folder: Path, pack_id: str = "xx/town", **options: bool) -> Pack:
    return Pack(pack_id, [SHIPPED, folder], **options)


def test_a_city_stands_on_its_country_and_on_the_generic_pack():
    assert lineage_of("tr/gumushane") == ["generic", "tr", "tr/gumushane"]
    assert lineage_of("generic") == ["generic"]
    assert lineage_of("tr/gumushane/demo")[-1] == "tr/gumushane/demo"


def test_a_head_is_read_without_django():
    head = read_pack_head("ir/khoy", [SHIPPED])
    assert (head.default_language, head.timezone, head.accent) == ("fa", "Asia/Tehran", "#8f6000")
    assert head.names["fa"] == "خوی"


def test_the_reader_and_its_neighbours_import_with_django_blocked():
    import subprocess
    import sys

    program = (
        "import sys; sys.modules['django'] = None\n"
        "from meydan.base.packs.reader import read_pack_head\n"
        f"from pathlib import Path; print(read_pack_head('tr/gumushane', [Path({str(SHIPPED)!r})]).timezone)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Europe/Istanbul"


def test_a_pack_that_is_nowhere_is_refused_with_the_packs_there_are():
    with pytest.raises(PackNotFound, match=r"tr/gumushane"):
        load_pack("tr/nowhere")


def test_the_cell_of_the_younger_row_wins_and_an_empty_cell_inherits(tmp_path):
    town(tmp_path)
    heading = "code,parent,kind,names.tr,names.fa,names.en\n"
    write(tmp_path / "xx" / "units.csv", heading + "works,municipality,unit,Fen,,\n")
    works = next(row for row in pack_in(tmp_path).table("units") if row["code"] == "works")
    assert names(works) == {"tr": "Fen", "fa": "امور عمرانی", "en": "Public works"}
    assert works["kind"] == "unit"
    assert (works.file, works.line) == (tmp_path / "xx" / "units.csv", 2)


def test_a_withdrawn_row_is_gone(tmp_path):
    folder = town(tmp_path)
    write(folder / "layers.csv", "code,withdrawn\nhotels,1\n")
    codes = {row["code"] for row in pack_in(tmp_path).table("layers")}
    assert "hotels" not in codes
    assert "pharmacies" in codes


def test_remarks_and_empty_lines_do_not_move_the_line_numbers(tmp_path):
    file = write(tmp_path / "t.csv", '# a remark\ncode,note\n\na,"two\nlines"\n# another\nb,x\n')
    assert [(row["code"], row.line) for row in read_csv(file)] == [("a", 5), ("b", 7)]


def test_a_file_of_excel_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "t.csv").write_bytes("\ufeffcode,ad\nığdır,İ\n".encode())
    assert read_csv(tmp_path / "t.csv") == [{"code": "ığdır", "ad": "İ"}]


def test_a_file_in_the_turkish_code_page_is_refused_with_its_line(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"code,ad\na,b\n" + "c,ğ\n".encode("cp1254"))
    with pytest.raises(PackUnreadable, match="UTF-8") as told:
        read_csv(tmp_path / "t.csv")
    assert told.value.line == 3


def test_tables_merge_key_by_key_and_lists_of_coded_items_item_by_item():
    older = {"a": 1, "names": {"tr": "x", "en": "y"}, "state": [{"code": "s", "final": True}, {"code": "t"}]}
    newer = {
        "names": {"tr": "z"},
        "state": [{"code": "s", "note": 1}, {"code": "t", "withdrawn": True}, {"code": "u"}],
    }
    assert merge(older, newer) == {
        "a": 1,
        "names": {"tr": "z", "en": "y"},
        "state": [{"code": "s", "final": True, "note": 1}, {"code": "u"}],
    }


def test_a_list_without_codes_is_replaced():
    assert merge({"days": ["friday"]}, {"days": ["saturday"]}) == {"days": ["saturday"]}


def test_the_city_takes_the_service_of_the_generic_pack_with_the_clock_of_its_country():
    service = load_pack("tr/gumushane").documents("services")["road_fault"]
    assert service["names"]["tr"] == "Yol ve kaldırım bozukluğu"
    assert {clock["id"]: clock["length"] for clock in service["clock"]} == {"promise": 10, "reply": 30}


def test_a_home_may_add_to_a_pack_that_is_shipped(tmp_path):
    row = "2026-02-02,governor's notice,Kar tatili,تعطیلی برف,Snow\n"
    write(tmp_path / "tr" / "gumushane" / "closures.csv", f"day,source,names.tr,names.fa,names.en\n{row}")
    calendar = pack_in(tmp_path, "tr/gumushane").work_calendar()
    assert calendar.off(date(2026, 2, 2))
    assert not load_pack("tr/gumushane").work_calendar().off(date(2026, 2, 2))


def test_an_overlay_shows_loaders_only_its_own_rows(tmp_path):
    folder = town(tmp_path)
    write(folder / "demo" / "pack.toml", 'id = "xx/town/demo"\nkind = "overlay"\n')
    write(
        folder / "demo" / "units.csv",
        "code,parent,kind,names.tr,names.fa,names.en\nbees,works,unit,Arı,زنبور,Bees\n",
    )
    whole, own = pack_in(tmp_path, "xx/town/demo"), pack_in(tmp_path, "xx/town/demo", own_only=True)
    assert {"bees", "roads", "works"} <= {row["code"] for row in whole.table("units")}
    assert [row["code"] for row in own.table("units")] == ["bees"]
    assert own.documents("services") == {}
    assert own.names["en"] == "Town"
    assert own.whole.documents("services")


def test_the_calendar_of_turkiye_knows_half_days_and_that_they_are_worked():
    calendar = load_pack("tr").work_calendar()
    assert calendar.off(date(2026, 10, 29))
    assert not calendar.off(date(2026, 10, 28))
    assert date(2026, 10, 28) in calendar.half_days


def test_friday_is_off_in_khoy_and_sunday_is_not():
    calendar = load_pack("ir/khoy").work_calendar()
    assert calendar.off(date(2026, 11, 27))
    assert not calendar.off(date(2026, 11, 29))


def test_rial_is_stored_and_toman_is_shown():
    money = load_pack("ir/khoy").money
    assert (money.code, money.factor, money.display["fa"]) == ("IRR", 10, "تومان")


def test_current_follows_the_settings(pack):
    pack("ir/khoy")
    assert current().id == "ir/khoy"
    assert current().centre == (44.9521, 38.5503)
    assert current().metric_crs == 32638
    assert current() is current()


def test_law_counts_as_reviewed_only_with_a_name_and_a_day():
    turkish = load_pack("tr/gumushane")
    assert {law.id for law in unreviewed_law(turkish)} == set(turkish.laws())


def test_numbers_people_call_come_from_the_country():
    assert load_pack("tr/gumushane").contacts["emergency"]["number"] == "112"
    assert load_pack("ir/khoy").contacts["municipality"]["number"] == "137"


def test_a_weekend_that_changes_by_law_changes_on_its_day(tmp_path):
    folder = town(tmp_path)
    weekends = """
[[weekend]]
days = ["friday"]
to = 2026-01-01

[[weekend]]
days = ["friday", "saturday"]
from = 2026-01-01
"""
    write(folder / "calendar.toml", weekends)
    calendar = pack_in(tmp_path).work_calendar()
    saturdays = [date(2025, 12, 27), date(2026, 1, 3)]
    assert [calendar.off(day) for day in saturdays] == [False, True]
    assert all(calendar.off(day) for day in (date(2025, 12, 26), date(2026, 1, 2)))
