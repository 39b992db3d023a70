"""Every kind of fault is found in a broken copy, with its file and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from meydan.base.packs.checking.fault import TomlLines
from meydan.base.packs.checking.head import contrast_with_white
from meydan.base.packs.checking.whole import check_pack
from meydan.base.packs.tests.folders import change, town, write

HEADING = "names.tr,names.fa,names.en"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return town(tmp_path)


def told(folder: Path) -> list[tuple[str, int]]:
    """File and line of each fault."""
    return [(fault.file.relative_to(folder).as_posix(), fault.line) for fault in check_pack(folder)]


def words(folder: Path) -> str:
    return "\n".join(f"{fault.problem} {fault.remedy}" for fault in check_pack(folder))


def test_a_sound_pack_has_no_fault(folder):
    assert [str(fault) for fault in check_pack(folder)] == []


def test_its_country_is_sound_too(folder):
    assert [str(fault) for fault in check_pack(folder.parent)] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("pack.toml", 'id = "xx/town"', 'id = "xx/city"', "not the folder's path"),
        ("pack.toml", 'kind = "city"', 'kind = "village"', "kind 'village' is not known"),
        ("pack.toml", 'case_prefix = "TW"', 'case_prefix = "t1"', "cannot begin a case code"),
        ("pack.toml", "centre = [39.48, 40.46]", "centre = [40.46, 39.48]", "does not lie in the box"),
        ("pack.toml", "bbox = [39.40,", "bbox = [39.90,", "is not a box on the map"),
        ("pack.toml", 'fa = "شهرک", ', "", "own names lack: fa"),
        ("pack.toml", 'kind = "city"', 'kind = "city"\naccent = "#ffcc00"', ""),
        ("units.csv", "works", "wroks", "There is no unit 'wroks'. Did you mean works"),
        ("units.csv", "unit,Yol", "office,Yol", "kind 'office' is not known"),
        ("units.csv", ",راه,", ",,", "'roads' has no names.fa"),
        ("units.csv", "Yol,راه,Roads", "Yol,راه", "5 cells and the heading has 6"),
        ("units.csv", "Yol", '"Yol', "not valid CSV"),
        ("units.csv", "parent,", "mother,", "There is no column 'mother'"),
        ("services/bench.toml", 'code = "bench"', 'code = "chair"', "The code is not the file's name"),
        ("services/bench.toml", 'unit = "roads"', 'unit = "raods"', "Did you mean roads?"),
        ("services/bench.toml", 'workflow = "fix"', 'workflow = "fax"', "There is no workflow 'fax'"),
        ("services/bench.toml", 'kind = "request"', 'kind = "wish"', "kind 'wish' is not known"),
        ("services/bench.toml", 'en = "A broken bench."', 'en = ""', "about has no text in: en"),
        ("services/bench.toml", "length = 5", "length = 0", "has no rule"),
        ("services/bench.toml", "length = 5", 'length = "five"', "has no rule"),
        ("services/bench.toml", 'owner = "roads"', 'owner = "nobody"', "There is no unit 'nobody'"),
        ("services/bench.toml", 'source = "our promise"', 'law = "l-2"', "There is no law 'l-2'"),
        ("services/bench.toml", 'source = "our promise"', 'source = "x"\nstop = ["mended"]', ""),
        ("workflows/fix.toml", 'initial = "open"', 'initial = "begun"', "The initial state 'begun'"),
        ("workflows/fix.toml", 'to = "closed"', 'to = "shut"', "the unknown state 'shut'"),
        ("workflows/fix.toml", 'roles = ["clerk"]', 'roles = ["king"]', "unknown roles 'king'"),
        ("workflows/fix.toml", 'outcome = "done"', 'outcome = "fine"', ""),
        ("laws.toml", 'reviewed_by = ""', 'reviewed_by = "A. Avukat"', ""),
        ("laws.toml", 'reviewed_by = ""', 'valid_from = "1 May"', "valid_from '1 May' is not a day"),
        ("laws.toml", 'source = "a page"', 'source = ""', ""),
        ("laws.toml", 'act = "1"', "act = ", "not valid TOML"),
    ],
)
def test_a_wrong_line_is_named(folder, file, old, new, problem):
    line = change(folder / file, old, new)
    assert problem in words(folder)
    found = told(folder)
    assert file in {name for name, _ in found}
    near = {number for name, number in found if name == file}
    # A fault of a whole table stands on the table's first line, a few lines above the changed one.
    assert any(line - 6 <= number <= line + 1 for number in near), (line, near)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("units.csv", "wroks", ""),
        ("services/bench.toml", 'unit = "roads"', 'unit = "x"'),
        ("services/bench.toml", 'owner = "roads"', 'owner = "x"'),
        ("workflows/fix.toml", 'to = "closed"', 'to = "x"'),
        ("workflows/fix.toml", 'roles = ["clerk"]', 'roles = ["x"]'),
        ("workflows/fix.toml", 'initial = "open"', 'initial = "x"'),
        ("laws.toml", 'reviewed_by = ""', 'valid_to = "soon"'),
        ("pack.toml", "centre = [39.48, 40.46]", "centre = [0.0, 0.0]"),
    ],
)
def test_the_line_of_a_key_is_exact(folder, file, old, new):
    if old == "wroks":
        old, new = "works", "wroks"
    line = change(folder / file, old, new)
    assert (file, line) in told(folder)


def test_a_clock_without_an_owner_is_named(folder):
    change(folder / "services/bench.toml", 'owner = "roads"\n', "")
    assert ("services/bench.toml", 8) in told(folder)
    assert "has no owner" in words(folder)


def test_a_clock_that_rests_on_nothing_is_named(folder):
    change(folder / "services/bench.toml", 'source = "our promise"\n', "")
    assert "rests on nothing" in words(folder)


def test_a_state_no_way_leads_to_is_named(folder):
    island = '\n[[state]]\ncode = "lost"\nnames = { tr = "K", fa = "گ", en = "Lost" }\n'
    file = folder / "workflows/fix.toml"
    line = file.read_text().count("\n") + 2
    file.write_text(file.read_text() + island)
    assert ("workflows/fix.toml", line) in told(folder)
    assert "No way leads to the state 'lost'" in words(folder)
    assert "From the state 'lost' no case can end" in words(folder)


def test_a_transition_to_an_end_that_does_not_close_is_named(folder):
    change(folder / "workflows/fix.toml", "closes = true\n", "")
    assert "closes of 'close'" in words(folder)


def test_a_code_that_stands_twice_is_named_on_its_second_line(folder):
    file = folder / "units.csv"
    file.write_text(file.read_text() + "roads,works,unit,Yol,راه,Roads\n")
    assert told(folder) == [("units.csv", 4)]
    assert "already stands on line 3" in words(folder)


def test_a_file_in_another_encoding_is_named(folder):
    (folder / "units.csv").write_bytes("code,parent,kind\nçöp,works,unit\n".encode("cp1254"))
    assert told(folder) == [("units.csv", 2)]


def test_a_table_with_a_mistyped_name_is_named(folder):
    (folder / "units.csv").rename(folder / "unit.csv")
    assert "Rename it to units.csv" in words(folder)


@pytest.mark.parametrize(
    ("table", "text", "line", "problem"),
    [
        ("rules.csv", "code,limit,property\nx,3٫5,pm2_5\n", 2, "limit '3٫5' is not a number"),
        ("rules.csv", "code,property\nx,pm25\n", 2, "There is no observed property 'pm25'"),
        ("rules.csv", "code,service\nx,air_alarm\n", 2, "Did you mean air_alert"),
        ("indicators.csv", 'code,params\nx,"{days: 3}"\n', 2, "is not JSON"),
        ("indicators.csv", "code,params\nx,[]\n", 2, "not a JSON object"),
        ("layers.csv", "code,color\nparks,green\n", 2, "color 'green' is not a colour"),
        ("closures.csv", f"day,{HEADING}\n2026-13-01,a,b,c\n", 2, "day '2026-13-01' is not a day"),
        ("posts.csv", "code,unit,role\nx,roads,boss\n", 2, "role 'boss' is not known"),
        ("golden/deadlines.csv", "start,n,unit,expected\n2026-11-23,5,workday,2026-11-28\n", 2, "gives 2026-11-30"),
        ("golden/folds.csv", "text,expected\nIĞDIR,iğdir\n", 2, "gives igdir"),
        ("golden/ids.csv", "kind,value,valid\ntckn,10000000147,1\n", 2, "gives 0, not 1"),
        ("posts.csv", "unit,role\nroads,clerk\n", 1, "The column 'code' is missing"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(folder, table, text, line, problem):
    write(folder / table, text)
    assert (table, line) in told(folder)
    assert problem in words(folder)


@pytest.mark.parametrize(
    ("name", "text", "line", "problem"),
    [
        ("calendar.toml", '[holidays]\nlibrary = "ZZ"\n', 2, "No holidays are known for 'ZZ'"),
        ("calendar.toml", '[holidays]\nlibrary = "TR"\nlanguage = "xx"\n', 3, "have no names in 'xx'"),
        ("calendar.toml", '[[weekend]]\ndays = ["cuma"]\n', 1, "unknown day"),
        ("calendar.toml", '[[weekend]]\ndays = ["friday"]\nfrom = "soon"\n', 3, "from 'soon' is not a day"),
        ("calendar.toml", '[deadline]\nmonth = "lunar"\n', 2, "month 'lunar' is not known"),
        ("calendar.toml", '[deadline]\nlaw = "l-9"\n', 2, "There is no law 'l-9'"),
        ("contacts.toml", '[fire]\nnumber = "yüz on"\n', 1, "has no number"),
        ("plan.toml", '[[action]]\ncode = "a"\ngoal = "g"\nunit = "roads"\nstatus = "late"\n', 5, "is not explained"),
        ("plan.toml", '[[action]]\ngoal = "g"\nunit = "x"\nstatus = "done"\n', 3, "There is no unit 'x'"),
    ],
)  # fmt: skip
def test_a_wrong_document_is_named(folder, name, text, line, problem):
    write(folder / name, text)
    assert (name, line) in told(folder)
    assert problem in words(folder)


def test_an_air_table_that_falls_is_named(folder):
    table = """code = "mine"
names = { tr = "a", fa = "b", en = "c" }
source = "x"
valid_from = 2024-05-06
index = [[0, 50], [51, 100]]

[[pollutant]]
property = "pm2_5"
breakpoints = [[9.1, 35.4], [0.0, 9.0]]
"""
    write(folder / "air" / "mine.toml", table)
    assert told(folder) == [("air/mine.toml", 9)]


AIR = """code = "mine"
names = { tr = "a", fa = "b", en = "c" }
kind = "interpolated"
source = "x"
valid_from = 2024-05-06
reviewed = true
reviewed_by = "A. Mühendis"
index = [[0, 50], [51, 100]]

[[band]]
code = "good"
index_low = 0
index_high = 100
color = "#2e7d32"
state = "good"
names = { tr = "a", fa = "b", en = "c" }
advice = { tr = "a", fa = "b", en = "c" }

[[pollutant]]
property = "pm2_5"
unit = "µg/m³"
step = 0.1
averaging = "24h"
breakpoints = [[0.0, 9.0], [9.1, 35.4]]
"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('code = "mine"', 'code = "yours"', "is not the file's name"),
        ('kind = "interpolated"', 'kind = "guessed"', "kind 'guessed' is not known"),
        ("valid_from = 2024-05-06", "valid_from = 2024-05-06\nvalid_to = 2024-05-01", "not a day after"),
        ("reviewed = true", 'reviewed = "yes"', "neither true nor false"),
        ('reviewed_by = "A. Mühendis"', 'reviewed_by = ""', "reviewed by nobody"),
        ('state = "good"', 'state = "fine"', "state 'fine' is not known"),
        ('averaging = "24h"', 'averaging = "1d"', "averaging '1d' is not known"),
        ('averaging = "24h"', 'averaging = "24h"\nfirst_step = 1', "more than the index steps"),
        ('averaging = "24h"', 'averaging = "24h"\nlive = "guess"', "live 'guess' is not known"),
        ('property = "pm2_5"', 'property = "pm2"', "There is no observed property 'pm2'"),
    ],
)
def test_a_fault_of_an_air_table_is_named(folder, old, new, problem):
    file = write(folder / "air" / "mine.toml", AIR)
    assert told(folder) == []
    line = change(file, old, new)
    assert problem in words(folder)
    assert any(abs(found - line) <= 3 for name, found in told(folder) if name == "air/mine.toml")


def test_a_city_may_not_be_judged_by_a_table_nobody_has_read(folder):
    file = write(folder / "air" / "mine.toml", AIR)
    change(folder / "pack.toml", 'kind = "city"', 'kind = "city"\nair_index = "mine"')
    assert told(folder) == []
    change(file, "reviewed = true", "reviewed = false")
    assert "has not been reviewed" in words(folder)
    assert "pack.toml" in {name for name, _line in told(folder)}


LIMIT = """[[limit]]
code = "ours"
property = "rain"
statistic = "sum_24h"
comparison = "above"
value = 30
state = "watch"
names = { tr = "a", fa = "b", en = "c" }
source = "x"
reviewed = false
"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('property = "rain"', 'property = "rian"', "Did you mean rain"),
        ('statistic = "sum_24h"', 'statistic = "sum_day"', "statistic 'sum_day' is not known"),
        ("value = 30", 'value = "30"', "is not a number"),
        ('state = "watch"', 'state = "red"', "state 'red' is not known"),
        ('source = "x"', 'source = ""', "has no source"),
        ("reviewed = false", "reviewed = true", "reviewed by nobody"),
    ],
)
def test_a_fault_of_a_limit_is_named_on_its_line(folder, old, new, problem):
    file = write(folder / "environment_limits.toml", LIMIT)
    assert told(folder) == []
    line = change(file, old, new)
    assert problem in words(folder)
    assert ("environment_limits.toml", line) in told(folder)


def test_a_golden_case_of_the_air_that_is_wrong_is_named(folder):
    write(folder / "air" / "mine.toml", AIR)
    head = "table,property,averaging,concentration,expected"
    write(folder / "golden" / "air.csv", f"{head}\nmine,pm2_5,24h,9.0,50\nmine,pm2_5,24h,9.0,51\n")
    assert told(folder) == [("golden/air.csv", 3)]


def test_a_pale_accent_is_refused_with_its_contrast(folder):
    change(folder / "pack.toml", 'kind = "city"', 'kind = "city"\naccent = "#ffcc00"')
    assert "has a contrast of 1.5; 4.5 is the least" in words(folder)


def test_contrast_is_that_of_the_published_examples():
    # WCAG: black on white 21:1; #767676 is the lightest grey that reaches 4.5 on white.
    assert contrast_with_white("#000000") == pytest.approx(21.0)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


def test_a_system_that_does_not_measure_in_metres_is_refused(folder):
    change(folder / "pack.toml", 'kind = "city"', 'kind = "city"\nmetric_crs = 4326')
    assert "does not measure in metres" in words(folder)


def test_a_time_zone_that_is_none_is_refused(folder):
    change(folder / "pack.toml", 'kind = "city"', 'kind = "city"\ntimezone = "Asia/Khoy"')
    assert ("pack.toml", 3) in told(folder)


def test_a_population_without_a_source_is_refused(folder):
    file = folder / "pack.toml"
    file.write_text(file.read_text() + "[population]\nvalue = 5\nyear = 2025\n")
    assert "no value, year or source" in words(folder)


def test_a_city_without_its_country_is_named(folder):
    (folder.parent / "pack.toml").unlink()
    assert told(folder) == [("pack.toml", 1)]
    assert "inherits from xx" in words(folder)


def test_a_folder_without_a_pack_is_told_so(tmp_path):
    assert "There is no pack here." in words_of(check_pack(tmp_path / "nowhere"))


def words_of(faults):
    return " ".join(fault.problem for fault in faults)


def test_the_broken_file_does_not_hide_the_other_faults(folder):
    change(folder / "units.csv", "Yol", '"Yol')
    change(folder / "pack.toml", 'case_prefix = "TW"', 'case_prefix = "1"')
    assert {name for name, _ in told(folder)} == {"units.csv", "pack.toml"}


def test_lines_of_a_document_are_found_by_path():
    lines = TomlLines("a = 1\n[b.c]\nd = 2\n\n[[e]]\nf = 3\n[[e]]\nf = 4\n[e.g]\nh = 5\n")
    assert [lines.of("a"), lines.of("b", "c", "d"), lines.of("e", 1, "f"), lines.of("e", 1, "g", "h")] == [
        1,
        3,
        8,
        10,
    ]
    assert lines.of("e", 0, "unknown") == 5


@pytest.mark.parametrize(
    ("file", "old", "new", "near"),
    [
        ("services/bench.toml", "owner =", "ownr =", "Did you mean owner?"),
        ("services/bench.toml", "source =", 'on_expirey = "close"\nsource =', "Did you mean on_expiry?"),
        ("workflows/fix.toml", "closes =", "closed =", "Did you mean closes?"),
        ("laws.toml", "reviewed_by =", "reviewd_by =", "Did you mean reviewed_by?"),
    ],
)
def test_a_mistyped_key_is_named(folder, file, old, new, near):
    line = change(folder / file, old, new)
    assert (file, line) in told(folder)
    assert near in words(folder)


def test_a_mistyped_document_is_named(folder):
    (folder / "laws.toml").rename(folder / "law.toml")
    assert "Did you mean laws.toml?" in words(folder)
