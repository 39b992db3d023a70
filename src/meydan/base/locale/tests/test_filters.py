"""Template filters, seen through templates that load nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.template import engines
from django.utils.translation import override

from meydan.base.locale.public import TOMAN


def shown(source, language, **context):
    with override(language):
        return engines["django"].from_string(source).render(context)


NAMES = {"tr": "Gümüşhane", "fa": "گوموشخانه", "en": "Gumushane"}


@pytest.mark.parametrize(
    ("source", "value", "tr", "fa", "en"),
    [
        ("{{ x|text }}", NAMES, "Gümüşhane", "گوموشخانه", "Gumushane"),
        ("{{ x|text }}", {"fa": "خوی"}, "خوی", "خوی", "خوی"),
        ("{{ x|text }}", {"ku": "Xoy"}, "Xoy", "Xoy", "Xoy"),
        ("{{ x|text }}", None, "", "", ""),
        ("{{ x|digits }}", 1404, "1404", "۱۴۰۴", "1404"),
        ("{{ x|number }}", 1234.5, "1.234,5", "۱٬۲۳۴٫۵", "1,234.5"),
        ("{{ x|number:1 }}", Decimal("12.34"), "12,3", "۱۲٫۳", "12.3"),
        ("{{ x|number }}", "1234.5", "1.234,5", "۱٬۲۳۴٫۵", "1,234.5"),
        ("{{ x|number }}", None, "—", "—", "—"),
        ("{{ x|number }}", float("nan"), "—", "—", "—"),
        ("{{ x|number }}", float("inf"), "—", "—", "—"),
        ("{{ x|percent }}", 46, "%46", "۴۶٪", "46%"),
        ("{{ x|percent:1 }}", 46.25, "%46,3", "۴۶٫۳٪", "46.3%"),
        ("{{ x|day }}", date(2025, 11, 21), "21 Kasım 2025", "۳۰ آبان ۱۴۰۴", "21 November 2025"),
        (
            "{{ x|day:'weekday' }}",
            date(2025, 11, 21),
            "21 Kasım 2025 Cuma",
            "جمعه ۳۰ آبان ۱۴۰۴",
            "Friday 21 November 2025",
        ),
        ("{{ x|day_short }}", date(2025, 11, 21), "21.11.2025", "۱۴۰۴/۰۸/۳۰", "21 Nov 2025"),
        (
            "{{ x|day }}{{ x|day_short }}{{ x|moment }}{{ x|clock }}{{ x|age }}",
            None,
            "—————",
            "—————",
            "—————",
        ),
        ("{{ x|machine }}", 39.481, "39.481", "39.481", "39.481"),
    ],
)
def test_a_value_is_shown_in_each_language(source, value, tr, fa, en):
    assert [shown(source, code, x=value) for code in ("tr", "fa", "en")] == [tr, fa, en]


def test_a_quantity_keeps_its_unit_apart_from_the_direction_of_the_page():
    nbsp = "\N{NO-BREAK SPACE}"
    assert shown("{{ x|quantity:'µg/m³' }}", "fa", x=21.5) == f'۲۱٫۵{nbsp}<bdi dir="ltr">µg/m³</bdi>'
    assert shown("{{ x|quantity:'µg/m³' }}", "fa", x=None) == "—"


def test_codes_and_phones_keep_their_own_direction_and_are_escaped():
    assert shown("{{ x|code }}", "fa", x="KH-7K2Q") == '<bdi dir="ltr">KH-7K2Q</bdi>'
    assert shown("{{ x|code }}", "fa", x="<b>") == '<bdi dir="ltr">&lt;b&gt;</bdi>'
    assert shown("{{ x|phone }}", "tr", x="+904562131009") == '<bdi dir="ltr">0456 213 10 09</bdi>'


def test_money_is_shown_in_the_unit_people_say():
    assert shown("{{ x|money:unit }}", "fa", x=120_000, unit=TOMAN) == "۱۲٬۰۰۰\N{NO-BREAK SPACE}تومان"
    assert shown("{{ x|money:unit }}", "fa", x=None, unit=TOMAN) == "—"


@time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False)
def test_an_age_is_counted_from_the_present_moment():
    assert shown("{{ x|age }}", "tr", x=datetime(2026, 11, 23, 6, 0, tzinfo=UTC)) == "3 saat önce"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("tr", "Arda Çam Iğdır İzmir Zara"), ("fa", "آمل ارومیه خوی وان هریس")],
)
def test_rows_stand_in_the_reader_s_alphabet(language, expected):
    rows = [{"names": {language: name}} for name in reversed(expected.split())]
    assert shown(
        "{% for r in x|collate:'names' %}{{ r.names|text }} {% endfor %}", language, x=rows
    ).split() == (expected.split())
    assert shown("{{ x|collate|join:' ' }}", language, x=set(expected.split())) == expected
