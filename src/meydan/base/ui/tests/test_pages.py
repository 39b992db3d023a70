"""What a person sees: the frame of every page, each part, and the pages of misfortune, in three languages."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from meydan.base.ui import registry
from meydan.base.ui.context import Page
from meydan.base.ui.engine.icons import LINES, SOLIDS
from meydan.base.ui.registry import NavItem, NavItemAlreadyRegistered, register_nav, register_sample_check

SOURCE = Path(__file__).resolve().parents[3]
LANGUAGES = ("tr", "fa", "en")


def rendered(source: str, language: str = "en", **context) -> str:
    request = RequestFactory().get("/air/")
    with translation.override(language):
        # Components are compiled where files are loaded, which a text in a test is not.
        return engines["django"].from_string(CottonCompiler().process(source)).render(context, request)


@pytest.fixture
def own_menu(monkeypatch):
    monkeypatch.setattr(registry, "_items", {})
    monkeypatch.setattr(registry, "_sample_checks", [])
    monkeypatch.setattr(registry, "_sample_answer", None)


@pytest.fixture
def demo(settings):
    settings.MEYDAN_DEMO = True


# --- the frame -----------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "direction", "skip", "lead"),
    [
        ("tr", "ltr", "İçeriğe geç", "Böyle bir sayfa yok"),
        ("fa", "rtl", "رفتن به محتوا", "چنین صفحه‌ای نیست"),
        ("en", "ltr", "Skip to the content", "There is no such page"),
    ],
)
def test_a_missing_page_is_told_kindly(client, language, direction, skip, lead):
    response = client.get("/no-such-page/", {"lang": language})
    page = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert skip in page
    assert lead in page
    assert page.count("<h1>") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", "Bu form çok beklemiş"),
        ("fa", "این فرم زیاد منتظر مانده است"),
        ("en", "This form waited too long"),
    ],
)
def test_an_old_form_says_that_nothing_was_sent_and_what_to_do(language, words):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/no-such-form/", {"a": "b"}, query_params={"lang": language})
    # An unknown address is 404 before any form is looked at; the view itself is asked here.
    assert response.status_code == 404
    from meydan.base.ui.views import form_expired

    request = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=False)
    with translation.override(language):
        answer = form_expired(request)
    assert answer.status_code == 403
    assert words in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_misfortune_need_neither_database_nor_request(name, language):
    from django.template.loader import get_template

    with translation.override(language):
        page = get_template(name).render()
    assert "/theme.css" in page
    assert "<h1>" in page


def test_the_language_switch_keeps_the_question_in_the_address():
    html = rendered('{% lang_url "fa" %}')
    assert html == "/air/?lang=fa"


# --- the stylesheet ------------------------------------------------------------------------------
def test_the_stylesheet_is_kept_for_a_year_under_its_own_address(client):
    version = re.search(r"v=(\w+)", rendered("{{ page.theme_url }}")).group(1)
    kept = client.get("/theme.css", {"v": version})
    assert kept["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in kept["Cache-Control"]
    assert "max-age=31536000" in kept["Cache-Control"]
    assert "no-cache" in client.get("/theme.css", {"v": "older"})["Cache-Control"]


def test_the_stylesheet_answers_304_and_comes_packed(client):
    first = client.get("/theme.css")
    assert client.get("/theme.css", headers={"If-None-Match": first["ETag"]}).status_code == 304
    packed = client.get("/theme.css", headers={"Accept-Encoding": "gzip"})
    import gzip

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == first.content


def test_a_frame_on_another_site_may_ask_for_day_or_night(client):
    sheets = {
        scheme: client.get("/theme.css", {"scheme": scheme}).content.decode() for scheme in ("light", "dark")
    }
    free = client.get("/theme.css", {"scheme": "neon"}).content.decode()
    assert "@media (prefers-color-scheme:dark)" in free
    assert "@media all{:root{" in sheets["dark"]
    assert "@media not all{:root{" in sheets["light"]
    assert all("prefers-color-scheme" not in sheet for sheet in sheets.values())
    assert "color-scheme:dark" in sheets["dark"]


def test_the_accent_comes_from_the_pack(client, pack):
    pack("ir/khoy")
    assert b"--accent:#8f6000" in client.get("/theme.css").content


# --- menus and samples ---------------------------------------------------------------------------
def page_at(path: str) -> Page:
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=False)
    return Page(request)


def test_the_menu_keeps_its_order_and_marks_the_deepest_page(own_menu):
    for order, key, name in ((20, "theme", "ui:theme"), (10, "guide", "ui:styleguide")):
        register_nav(NavItem(audience="public", key=key, label=key, url_name=name, order=order))
    nav = page_at("/styleguide/").nav
    assert [entry.key for entry in nav] == ["guide", "theme"]
    assert [entry.active for entry in nav] == [True, False]
    assert [entry.active for entry in page_at("/styleguide/desk/").nav] == [True, False]
    assert [entry.active for entry in page_at("/").nav] == [False, False]


def test_a_page_elsewhere_belongs_to_its_entry(own_menu):
    register_nav(
        NavItem(audience="public", key="a", label="A", url_name="ui:styleguide", order=1, also=("/theme",))
    )
    register_nav(NavItem(audience="public", key="b", label="B", url_name="ui:styleguide-desk", order=2))
    assert [entry.key for entry in page_at("/theme.css").nav if entry.active] == ["a"]
    assert [entry.key for entry in page_at("/styleguide/desk/").nav if entry.active] == ["b"]
    assert [entry.key for entry in page_at("/elsewhere/").nav if entry.active] == []


def test_what_few_need_stands_under_more_and_is_marked_there(own_menu):
    register_nav(NavItem(audience="public", key="often", label="Often", url_name="ui:theme", order=1))
    assert "menu-more" not in drawn_menu("/styleguide/")
    register_nav(
        NavItem(audience="public", key="log", label="Log", url_name="ui:styleguide", order=2, seldom=True)
    )
    often, more = drawn_menu("/styleguide/").split("menu-more")
    assert ("Often" in often, "Log" in often) == (True, False)
    assert 'summary aria-current="true"' in more
    assert "Log" in more


def drawn_menu(path: str) -> str:
    return render_to_string("ui/nav.html", {"entries": page_at(path).nav})


def test_what_cannot_be_reached_is_not_on_the_menu(own_menu):
    register_nav(NavItem(audience="public", key="moon", label="Moon", url_name="moon:front", order=1))
    assert page_at("/").nav == []


def test_two_rooms_cannot_claim_one_key(own_menu):
    register_nav(NavItem(audience="staff", key="inbox", label="Inbox", url_name="desk:inbox", order=1))
    with pytest.raises(NavItemAlreadyRegistered):
        register_nav(NavItem(audience="staff", key="inbox", label="Inbox", url_name="other:inbox", order=1))


def test_a_visitor_has_no_staff_menu(own_menu):
    register_nav(NavItem(audience="staff", key="guide", label="Guide", url_name="ui:styleguide", order=1))
    assert page_at("/").staff_nav == []


def test_one_room_with_samples_puts_the_banner_on_every_page(own_menu):
    answers = [False]
    register_sample_check(lambda: answers[0])
    assert page_at("/").is_sample is False
    answers[0] = True
    registry.forget_sample_answer()
    assert page_at("/").is_sample is True


# --- parts ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["good", "watch", "bad", "stale"])
def test_a_state_has_a_shape_and_a_word_beside_its_colour(state):
    html = rendered(f'<c-chip state="{state}">word</c-chip>')
    assert "word" in html
    assert SOLIDS[f"state-{state}"] in html


def test_a_bar_names_its_value_without_inline_style():
    html = rendered('<c-progress :value="value" max="100" label="Schools" />', "tr", value=40.5)
    assert '<progress class="bar" value="40.5" max="100" aria-label="Schools">' in html


def test_an_arrow_turns_with_reading_and_a_clock_does_not():
    assert "icon-turns" in rendered('<c-icon name="next" />')
    assert "icon-turns" not in rendered('<c-icon name="clock" />')


def test_a_word_from_a_visitor_is_never_markup():
    html = rendered('<c-card :title="title"><c-row :title="title" /></c-card>', title="<script>x</script>")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_field_ties_its_hint_and_its_fault_to_its_box():
    from django import forms

    class Report(forms.Form):
        what = forms.CharField(label="What", help_text="One sentence.")
        how = forms.ChoiceField(label="How", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)

    form = Report({})
    html = rendered(
        '<c-error-summary :form="form" /><c-field :field="form.what" /><c-field :field="form.how" />',
        form=form,
    )
    assert 'aria-describedby="id_what_helptext id_what_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_what_helptext"' in html
    assert 'id="id_what_error"' in html
    assert '<label for="id_what">' in html
    assert 'href="#id_what"' in html
    assert 'href="#id_how_group"' in html
    assert 'id="id_how_group"' in html
    assert html.count("autofocus") == 1


def test_what_may_be_left_out_says_so():
    from django import forms

    class Small(forms.Form):
        photo = forms.FileField(label="Photo", required=False)

    assert "(isteğe bağlı)" in rendered('<c-field :field="form.photo" />', "tr", form=Small())


def test_a_pager_counts_in_the_readers_digits():
    from django.core.paginator import Paginator

    html = rendered(
        '<c-pager :page="numbered" query="q=a&amp;b=c" />', "fa", numbered=Paginator(range(60), 10).page(2)
    )
    assert "صفحهٔ ۲ از ۶" in html
    assert "page=1" in html
    assert "page=3" in html


def test_a_map_holds_the_equal_list_and_asks_for_nothing_by_itself():
    html = rendered('<c-map id="m" :lon="lon" :lat="lat" layers="a,b" :items="items">the list</c-map>', "tr",
                    lon=39.48, lat=40.46, items=[{"title": "</script>"}])  # fmt: skip
    assert 'data-lon="39.48"' in html
    assert 'data-layers="a,b"' in html
    assert "the list" in html
    assert "maplibre-gl.mjs" not in html
    assert "\\u003C/script\\u003E" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", "Söz verdik, durum bu"),
        ("fa", "قول داده‌ایم، وضع این است"),
        ("en", "We promised, this is how it stands"),
    ],
)
def test_every_part_renders_in_the_style_guide(client, demo, language, words):
    response = client.get("/styleguide/", {"lang": language})
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert "<c-" not in page
    assert "{{" not in page
    assert "{%" not in page
    assert "style=" not in page


@pytest.mark.django_db
def test_a_citys_own_site_has_no_style_guide(client, settings):
    settings.MEYDAN_DEMO = settings.DEBUG = False
    assert client.get("/styleguide/").status_code == 404


# --- house rules ---------------------------------------------------------------------------------
INLINE = re.compile(
    r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*(?:src=|nonce=|application/json))"
)


def templates():
    return [file for file in SOURCE.glob("*/*/templates/**/*.html") if "notify" not in file.parts]


def test_templates_carry_no_inline_style_and_no_bare_script():
    faults = [
        str(file.relative_to(SOURCE))
        for file in templates()
        if re.search(
            r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*(?:src=|nonce=|application/json))",
            file.read_text(),
        )
    ]
    assert faults == []


def test_every_icon_that_templates_name_is_drawn():
    named = {
        name
        for file in templates()
        for name in re.findall(r'(?:\bicon="|<c-icon name="|{% icon ")([a-z-]+)"', file.read_text())
    }
    assert named <= set(LINES) | set(SOLIDS)


def test_the_map_library_the_page_names_is_the_one_that_is_built():
    import json

    from meydan.base.ui.templatetags.meydan_ui import MAP_LIBRARY

    frontend = SOURCE.parents[1] / "frontend" / "package.json"
    if not frontend.is_file():
        pytest.skip("installed from a wheel: the sources of the front end are not here")
    version = json.loads(frontend.read_text())["devDependencies"]["maplibre-gl"]
    assert f"ui/vendor/maplibre-{version}/" == MAP_LIBRARY
