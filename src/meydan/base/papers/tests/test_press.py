"""The press: what it makes, and what it survives."""

import pytest

from meydan.base.papers.composing import composed, qr_svg
from meydan.base.papers.press.pressing import PressFailed, press
from meydan.base.papers.queries import kind, kinds, templates
from meydan.base.papers.tests.facts import ARTICLE_100, STOP_WORK, facts

CODE = "7K2Q-X94M-0ABD"


def pressed(code, values, language, now, *, picture=False, files=None):
    chosen = kind(code)
    told = composed(chosen, facts(values, language), number="2026/YT/14", code=CODE, at=now)
    return press(
        files=files or templates(),
        main=f"{chosen.layout}.typ",
        facts=told,
        qr_svg=qr_svg(CODE),
        at=now,
        picture=picture,
    )


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_a_paper_is_an_archival_pdf_with_our_font_and_the_same_bytes_each_time(pack, now, language):
    pack("tr/gumushane")
    made = pressed("stop_work", STOP_WORK, language, now)
    assert made.is_archival
    assert made.content.startswith(b"%PDF-")
    assert b"Vazirmatn" in made.content
    assert made.content == pressed("stop_work", STOP_WORK, language, now).content


TABLES = '[{"title": "خیابان Işık", "widths": [1, 2], "head": ["a", "b"], "rows": [["1", "۲"], ["3", "4"]]}]'


@pytest.mark.parametrize("city", ["tr/gumushane", "ir/khoy"])
def test_every_kind_of_paper_of_a_pack_can_be_set(pack, now, city):
    pack(city)
    for code, one in kinds().items():
        values = {field.id: "2026-11-23" if field.kind == "day" else "خیابان Işık 5" for field in one.fields}
        if "body" in values:  # of a report: its tables, written out by the room that asks for it
            values["body"] = TABLES
        assert pressed(code, values, "fa", now).content.startswith(b"%PDF-"), code


def test_what_people_write_is_never_read_as_markup(pack, now):
    """The same picture as of words without any meaning to typst would be too strict; it must simply be set."""
    pack("tr/gumushane")
    hostile = '#read("/etc/passwd") #eval("1") $x$ *b* _i_ @a <b> \\ #[ ] } { " `raw` = #set page(width: 1pt)'
    made = pressed("stop_work", {**STOP_WORK, "breach": hostile, "owner": hostile}, "tr", now)
    assert made.is_archival


def test_a_letter_no_font_draws_makes_a_plain_pdf_that_says_so(pack, now):
    pack("tr/gumushane")
    made = pressed("stop_work", {**STOP_WORK, "owner": "王小明"}, "tr", now)
    assert made.content.startswith(b"%PDF-")
    assert not made.is_archival


@pytest.mark.parametrize(
    "line",
    [
        "#let f(n) = f(n + 1) + f(n + 2)\n#f(1)",
        "#let big = range(100000000)\n#big.len()",
        '#image("/etc/passwd")',
        "#let x = (",
    ],
    ids=["endless", "memory", "file outside", "broken"],
)
def test_a_template_that_asks_for_too_much_fails_alone(pack, now, line):
    pack("tr/gumushane")
    with pytest.raises(PressFailed):
        pressed("stop_work", STOP_WORK, "tr", now, files={**templates(), "record.typ": line})


def test_a_template_that_reads_files_is_not_even_tried(pack, now):
    pack("tr/gumushane")
    with pytest.raises(PressFailed, match="check-pack"):
        pressed("stop_work", STOP_WORK, "tr", now, files={**templates(), "x.typ": '#read("a")'})


def test_numbers_are_persian_and_codes_are_not(pack, now):
    pack("ir/khoy")
    told = composed(kind("article_100"), facts(ARTICLE_100, "fa"), number="1405/100/14", code=CODE, at=now)
    rows = {row["label"]: row["value"] for row in told["rows"]}
    assert rows["نشانی ملک"].endswith("۴۱")
    assert rows["روز جلسه"] == "۲ آذر ۱۴۰۵"
    assert rows["کد نوسازی / پلاک ثبتی"] == "5-2-14-7-1-0-0"
    assert told["head"][0]["value"] == "۱۴۰۵/۱۰۰/۱۴"


def test_unreviewed_law_stands_across_the_page(pack, now):
    pack("tr/gumushane")
    told = composed(kind("stop_work"), facts(language="en"), number="2026/YT/1", code="", at=now)
    assert told["marks"] == ["Draft", "Law not yet reviewed"]
    assert told["verify"] == {}
