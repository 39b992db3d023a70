"""What people see: the lists, a dashboard in three languages, the files beside it."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.tests.factories import case
from meydan.kernel.observations.tests.factories import rule
from meydan.site.dashboards.models import Dashboard, Panel
from meydan.site.dashboards.tests.factories import HOUR, dashboard, measured, names, panel

pytestmark = pytest.mark.django_db
EVERY_KIND = (
    panel("chart", property="pm2_5", span="24h"),
    panel("small_multiples", property="pm2_5", span="24h"),
    panel("gauge", property="pm2_5"),
    panel("table", kind="air"),
    panel("map", kind="air"),
    panel("number", show="cases", count="open"),
    panel("text", tr="# Nasıl okunur", fa="# چگونه خوانده شود", en="# How to read it"),
)


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    # A drawing is kept for a minute, which is longer than a test.
    cache.clear()
    yield pack("tr/gumushane")
    cache.clear()


@pytest.fixture
def full():
    now = timezone.now()
    pm = measured(now, value=21.0, hours=10)
    rule(pm, limit=35.0)
    case(now=now)
    return dashboard("air", *EVERY_KIND, now=now, is_embeddable=True)


def page_of(client: Client, address: str, language: str) -> str:
    answer = client.get(address, {"lang": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("tr", ("air tr", "İnce toz (PM2.5)", "Karşıyaka", "Sınırlar içinde", "30 dakika önce", "21,0", "Açık işler",
                "<h3>Nasıl okunur</h3>", "Aynısı tablo olarak", "Bu değerler:")),
        ("fa", ("air fa", "ذرات معلق ریز (PM2.5)", "کارشی‌یاکا", "در حد مجاز", "۳۰ دقیقه پیش", "۲۱٫۰", "کارهای باز",
                "<h3>چگونه خوانده شود</h3>", "همین به‌صورت جدول", "همین مقدارها:")),
        ("en", ("air en", "Fine dust (PM2.5)", "Karşıyaka", "Within limits", "30 minutes ago", "21.0", "Open cases",
                "<h3>How to read it</h3>", "The same as a table", "These values:")),
    ],
)  # fmt: skip
def test_everybody_reads_it_in_three_languages(client: Client, full: Dashboard, language: str, said: tuple):
    page = page_of(client, "/dashboards/air/", language)
    for words in said:
        assert words in page
    assert f'dir="{"rtl" if language == "fa" else "ltr"}"' in page
    # Every picture is announced as one, with a title.
    assert page.count('<svg class="chart') > 0
    assert page.count('role="img"><title>') == page.count('role="img"')
    assert page.count("<h1>") == 1


def test_jalali_days_and_persian_digits_stand_below_the_axis(client: Client, full: Dashboard):
    page = page_of(client, "/dashboards/air/", "fa")
    svg = page[page.index('<svg class="chart-wide"') :]
    assert any(letter in svg[: svg.index("</svg>")] for letter in "۰۱۲۳۴۵۶۷۸۹")
    assert "کشیده‌شده در" in page


@pytest.mark.parametrize(
    ("language", "public", "inside"),
    [
        ("tr", "Rakamlar ne diyor?", "Yeni pano"),
        ("fa", "عددها چه می‌گویند؟", "تابلوی تازه"),
        ("en", "What do the numbers say?", "New dashboard"),
    ],
)
def test_the_lists_hold_what_their_readers_may_see(client: Client, language: str, public: str, inside: str):
    now, reader = timezone.now(), staff("clerk")
    dashboard("open", now=now)
    dashboard("shared", visibility="staff", now=now)
    dashboard("hers", visibility="mine", owner=staff("clerk"), now=now)
    dashboard("his", visibility="mine", owner=reader, now=now)
    page = page_of(client, "/dashboards/", language)
    assert public in page
    assert [f"{key} {language}" in page for key in ("open", "shared", "hers", "his")] == [
        True,
        False,
        False,
        False,
    ]
    client.force_login(reader)
    page = page_of(client, "/desk/dashboards/", language)
    assert inside in page
    assert [f"{key} {language}" in page for key in ("open", "shared", "hers", "his")] == [
        True,
        True,
        False,
        True,
    ]


def test_what_is_not_public_is_not_there_for_a_visitor(client: Client):
    now = timezone.now()
    for visibility in ("mine", "staff"):
        dashboard(visibility, panel("text", en="x"), visibility=visibility, owner=staff("clerk"), now=now)
        for address in (f"/dashboards/{visibility}/", f"/embed/dashboards/{visibility}/"):
            assert client.get(address).status_code == 404
        assert client.get(f"/dashboards/{visibility}/panels/1.csv").status_code == 404
        assert client.get(f"/desk/dashboards/{visibility}/").url.startswith("/accounts/login/")
        assert client.get(f"/desk/dashboards/{visibility}/panels/1.csv").url.startswith("/accounts/login/")


def test_what_belongs_to_another_is_not_there_for_a_colleague(client: Client):
    dashboard("hers", panel("text", en="x"), visibility="mine", owner=staff("clerk"), now=timezone.now())
    client.force_login(staff("administrator"))
    for address in ("", "edit", "remove", "panels/1.json"):
        assert client.get(f"/desk/dashboards/hers/{address}").status_code == 404
    assert client.get("/desk/dashboards/new?copy=hers").status_code == 404


def test_a_public_dashboard_shows_its_own_keeper_no_more_than_everybody(client: Client):
    now, manager = timezone.now(), staff("manager")
    measured(now, thing="hidden", is_public=False)
    dashboard("open", panel("table", kind="air"), owner=manager, now=now)
    dashboard("inside", panel("table", kind="air"), visibility="staff", owner=manager, now=now)
    client.force_login(manager)
    open_page = client.get("/desk/dashboards/open/").content.decode()
    inside_page = client.get("/desk/dashboards/inside/").content.decode()
    assert "Karşıyaka" not in open_page
    assert "Karşıyaka" not in client.get("/dashboards/open/").content.decode()
    assert "Karşıyaka" in inside_page
    assert client.get("/desk/dashboards/open/panels/1.csv").status_code == 404
    assert client.get("/desk/dashboards/inside/panels/1.csv").status_code == 200


def test_titles_that_somebody_wrote_are_words_and_never_marks(client: Client):
    attack = '"><script>alert(1)</script>'
    titles = {"tr": attack, "en": attack}
    dashboard("air", panel("text", titles=titles, en=attack, tr=attack), now=timezone.now(), is_embeddable=True,
              names={"en": attack}, about={"en": attack})  # fmt: skip
    client.force_login(staff("administrator"))
    for address in ("/dashboards/", "/dashboards/air/", "/desk/dashboards/", "/desk/dashboards/air/",
                    "/desk/dashboards/air/edit", "/desk/dashboards/air/remove", "/embed/dashboards/air/"):  # fmt: skip
        page = page_of(client, address, "en")
        assert "<script>alert" not in page, address
        assert "&lt;script&gt;alert" in page, address


def test_the_lines_to_copy_carry_no_marks_into_the_other_site(client: Client):
    dashboard("air", now=timezone.now(), is_embeddable=True, names={"tr": '"><script>alert(1)</script>'})
    client.force_login(staff("clerk"))
    page = page_of(client, "/desk/dashboards/air/", "tr")
    code = page[page.index('id="frame-code"') :]
    code = code[code.index(">") + 1 : code.index("</textarea>")]
    # Once for the page it is copied from, once for the page it is pasted into.
    assert "&lt;iframe src=&quot;http://testserver/embed/dashboards/air/?lang=tr&quot;" in code
    assert "&amp;quot;&amp;gt;&amp;lt;script&amp;gt;" in code


# --- files --------------------------------------------------------------------------------------


def test_the_values_of_each_panel_can_be_taken_away(client: Client, full: Dashboard):
    for number in range(1, 7):
        table = client.get(f"/dashboards/air/panels/{number}.csv")
        assert table["Content-Type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
        document = json.loads(client.get(f"/dashboards/air/panels/{number}.json").content)
        assert document["columns"] == rows[0]
        assert len(document["rows"]) == len(rows) - 1 > 0
        assert document["is_sample"] is False
    for missing in ("0.csv", "7.csv", "99.json", "1.exe"):
        assert client.get(f"/dashboards/air/panels/{missing}").status_code == 404


def test_a_chart_file_holds_the_hours_it_draws(client: Client, full: Dashboard):
    rows = list(
        csv.DictReader(io.StringIO(client.get("/dashboards/air/panels/1.csv").content.decode("utf-8-sig")))
    )
    assert {row["unit"] for row in rows} == {"µg/m³"}
    assert all(20.9 < float(row["value"]) < 21.2 for row in rows)
    assert sum(int(row["count"]) for row in rows) == 10


def test_no_cell_of_a_file_is_a_formula(client: Client):
    now = timezone.now()
    measured(now, thing="=cmd|' /C calc'!A0", code="pm2_5")
    dashboard("air", panel("table", kind="air"), now=now)
    text = client.get("/dashboards/air/panels/1.csv").content.decode("utf-8-sig")
    assert "'=cmd" in text
    assert "\n=cmd" not in text


# --- bounds -------------------------------------------------------------------------------------


def test_a_page_of_every_kind_costs_a_bounded_number_of_questions(
    client: Client, full: Dashboard, django_assert_max_num_queries
):
    client.get("/dashboards/air/")
    with django_assert_max_num_queries(32):
        client.get("/dashboards/air/")


def test_ten_more_stations_cost_no_more_questions(client: Client, full: Dashboard):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/dashboards/air/")
        return len(seen)

    now = timezone.now()
    for n in range(4):
        measured(now, thing=f"a{n}")
    asked()
    before = asked()
    for n in range(10):
        measured(now, thing=f"b{n}")
    assert asked() <= before


def test_one_broken_panel_leaves_the_page_whole(client: Client, full: Dashboard):
    full.panels.filter(order=1).update(kind="rocket")
    full.panels.filter(order=2).update(settings={"property": ["a"]})
    page = page_of(client, "/dashboards/air/", "en")
    assert page.count("not here any more") == 2
    assert "Within limits" in page


def test_an_old_value_is_told_as_old(client: Client):
    now = timezone.now()
    measured(now, age=timedelta(days=2) + HOUR)
    dashboard("air", panel("gauge", property="pm2_5"), now=now)
    assert "2 gün önce" in page_of(client, "/dashboards/air/", "tr")
    assert "Veri eski" in page_of(client, "/dashboards/air/", "tr")


def test_a_dashboard_without_panels_says_what_comes_next(client: Client):
    dashboard("empty", now=timezone.now(), names=names("Boş"))
    assert "Nothing stands here yet" in page_of(client, "/dashboards/empty/", "en")
    with translation.override("tr"):
        assert "Burada henüz bir şey yok" in page_of(client, "/dashboards/empty/", "tr")


def test_a_page_of_many_panels_asks_once_a_minute_for_everybody(
    client: Client, full: object, django_assert_max_num_queries
):
    dashboard("many", *[panel("gauge", property="pm2_5") for _ in range(6)], now=timezone.now())
    drawn = page_of(client, "/dashboards/many/", "tr")
    with django_assert_max_num_queries(5):
        assert page_of(client, "/dashboards/many/", "tr") == drawn
    assert "<h1>many fa</h1>" in page_of(client, "/dashboards/many/", "fa")
    Dashboard.objects.filter(key="many").update(version=2)
    Panel.objects.all().delete()
    assert "dash-panel" not in page_of(client, "/dashboards/many/", "tr")
