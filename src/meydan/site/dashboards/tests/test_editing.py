"""Composing by form alone: add, choose, move, take out, look, save; and what a hostile form achieves."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from meydan.base.people.tests.factories import staff, unit
from meydan.site.dashboards.drafts import Draft, PanelDraft
from meydan.site.dashboards.models import MOST_PANELS, Dashboard
from meydan.site.dashboards.queries import dashboard as by_key
from meydan.site.dashboards.queries import panels_of
from meydan.site.dashboards.tests.factories import dashboard, measured, names, panel

pytestmark = pytest.mark.django_db
NEW = "/desk/dashboards/new"
HEAD = {
    "name_tr": "Benim panom",
    "name_fa": "",
    "name_en": "",
    "visibility": "mine",
    "version": "0",
    "opened": "",
}


@pytest.fixture(autouse=True)
def in_town(pack):
    return pack("tr/gumushane")


@pytest.fixture
def clerk_in(client: Client):
    found = staff("clerk")
    client.force_login(found)
    return found


def line(kind: str, /, **settings: Any) -> str:
    return json.dumps({"kind": kind, "settings": settings})


def held(answer) -> list[str]:
    return [row["line"] for row in answer.context["rows"]]


def kinds_of(answer) -> list[str]:
    return [json.loads(one)["kind"] for one in held(answer)]


def again(answer, **changed: Any) -> dict[str, Any]:
    """What a browser would send back of the page it was given."""
    draft = answer.context["draft"]
    opened = "" if draft.opened is None else str(draft.opened)
    return {**HEAD, "panel": held(answer), "opened": opened, "version": str(draft.version), **changed}


def test_a_dashboard_is_composed_step_by_step_and_kept_only_at_the_end(client: Client, clerk_in):
    measured(timezone.now())
    page = client.post(NEW, {**HEAD, "do": "add", "kind": "chart"})
    assert page.context["draft"].opened == 0
    page = client.post(NEW, again(page, **{
        "do": "add", "kind": "text", "set-property": "pm2_5", "set-span": "7", "set-limits": "on",
        "open-width": "large", "open-title_tr": "Toz",
    }))  # fmt: skip
    assert kinds_of(page) == ["chart", "text"]
    page = client.post(NEW, again(page, **{"do": "up:1", "set-tr": "Merhaba", "open-width": "small"}))
    assert kinds_of(page) == ["text", "chart"]
    assert page.context["draft"].opened == 0
    assert not Dashboard.objects.exists()
    kept = client.post(NEW, again(page, **{"do": "save", "set-tr": "Merhaba", "open-width": "small"}))
    assert kept.url == "/desk/dashboards/benim-panom/"
    found = by_key("benim-panom")
    assert (found.names, found.owner, found.visibility) == ({"tr": "Benim panom"}, clerk_in, "mine")
    note, chart = panels_of(found)
    assert (note.kind, note.width, note.settings["tr"]) == ("text", "small", "Merhaba")
    assert (chart.titles, chart.width) == ({"tr": "Toz"}, "large")
    assert chart.settings == {
        "property": "pm2_5", "streams": [], "span": "7", "resolution": "", "limits": True, "year_before": False,
    }  # fmt: skip


def test_leaving_the_page_is_the_way_to_undo(client: Client, clerk_in):
    dashboard("mine", panel("text", en="Kept"), visibility="mine", owner=clerk_in, now=timezone.now())
    page = client.get("/desk/dashboards/mine/edit")
    client.post("/desk/dashboards/mine/edit", again(page, do="remove:0"))
    assert [one.kind for one in panels_of(by_key("mine"))] == ["text"]


def test_a_panel_that_is_opened_and_closed_shows_what_it_showed(client: Client, clerk_in):
    now = timezone.now()
    measured(now)
    rows = (panel("chart", property="pm2_5"), panel("gauge", property="pm2_5"), panel("table", kind="air"))
    dashboard("mine", *rows, visibility="mine", owner=clerk_in, now=now)
    address = "/desk/dashboards/mine/edit"
    before = [PanelDraft(one.kind, settings=one.settings).whole for one in panels_of(by_key("mine"))]
    page = client.post(address, again(client.get(address), do="open:0"))
    for place in range(3):
        fields = {
            one.html_name: one.value()
            for form in (page.context["settings_form"], page.context["panel_form"])
            for one in form
            if one.value() not in (False, None)
        }
        page = client.post(address, again(page, **fields, do=f"open:{place + 1}"))
        assert page.status_code == 200
    assert [PanelDraft(**json.loads(one)).whole for one in held(page)] == before


def test_a_preview_shows_the_draft_and_keeps_nothing(client: Client, clerk_in):
    page = client.post(NEW, {**HEAD, "panel": [line("text", tr="# Taslak")], "do": "preview"})
    assert "<h3>Taslak</h3>" in page.content.decode()
    assert not Dashboard.objects.exists()


def test_a_public_draft_is_composed_from_what_everybody_may_see(client: Client):
    client.force_login(staff("manager"))
    measured(timezone.now(), thing="hidden", is_public=False)
    draft = {**HEAD, "panel": [line("table", kind="air")], "do": "preview"}
    assert "Karşıyaka" in client.post(NEW, {**draft, "visibility": "staff"}).content.decode()
    assert "Karşıyaka" not in client.post(NEW, {**draft, "visibility": "public"}).content.decode()
    opened = client.post(NEW, {**draft, "visibility": "public", "do": "open:0"})
    assert dict(opened.context["settings_form"].fields["property"].choices) == {"": "—"}


def test_answers_that_cannot_be_drawn_are_told_beside_their_field(client: Client, clerk_in):
    page = client.post(NEW, {**HEAD, "do": "add", "kind": "gauge"})
    page = client.post(NEW, again(page, **{
        "do": "close", "set-watch_above": "30", "set-bad_above": "20", "open-width": "medium",
    }))  # fmt: skip
    assert page.status_code == 422
    words = page.content.decode()
    assert "Bir istasyon ya da neyin ölçüldüğünü seçin." in words
    assert "Bu, bir önceki sayının üstünde olmalı." in words
    assert 'value="30"' in words


def test_a_name_and_a_reader_must_be_chosen_and_nothing_is_lost(client: Client, clerk_in):
    page = client.post(NEW, {**HEAD, "name_tr": "", "panel": [line("text", tr="x")], "visibility": "public",
                             "is_embeddable": "on", "do": "save"})  # fmt: skip
    assert page.status_code == 422
    words = page.content.decode()
    assert "En az bir dilde ad verin." in words
    assert "Herkese bir müdür yayımlar." in words
    assert kinds_of(page) == ["text"]
    for key in ("new", "A b", "-x"):
        assert client.post(NEW, {**HEAD, "key": key, "do": "save"}).status_code == 422


def test_two_of_one_name_stand_at_two_addresses(client: Client, clerk_in):
    for expected in ("benim-panom", "benim-panom-2"):
        assert client.post(NEW, {**HEAD, "do": "save"}).url == f"/desk/dashboards/{expected}/"
    assert client.post(NEW, {**HEAD, "key": "benim-panom", "do": "save"}).status_code == 422
    persian = {**HEAD, "name_tr": "", "name_fa": "تابلوی من", "do": "save"}
    assert client.post(NEW, persian).url == "/desk/dashboards/board/"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("tr", ("Bu arada başka biri bu panoyu kaydetti", "Gülşah Işık", "Benimkini onun yerine kaydet")),
        ("fa", ("در این میان کس دیگری این تابلو را ذخیره کرد", "Gülşah Işık", "مال من را به‌جای آن ذخیره کن")),
        ("en", ("Somebody else saved this dashboard meanwhile", "Gülşah Işık", "Save mine in its place")),
    ],
)
def test_two_people_at_once_the_second_is_told_and_keeps_what_was_written(client: Client, language, said):
    works = unit("works")
    first, second = staff("manager", works), staff("manager", works)
    dashboard("ours", panel("text", en="Old"), visibility="staff", unit=works, now=timezone.now())
    address = "/desk/dashboards/ours/edit"
    client.force_login(first)
    hers = client.get(address, {"lang": language})
    other = Client()
    other.force_login(second)
    his = other.get(address, {"lang": language})
    head = {"visibility": "staff", "unit": "works", "do": "save"}
    assert client.post(address, again(hers, name_tr="Birinci", **head)).status_code == 302
    written = again(his, name_tr="İkinci", **head) | {"panel": [line("text", tr="Emek")]}
    told = other.post(address, written)
    assert told.status_code == 409
    page = told.content.decode()
    for words in (*said, "İkinci", "Emek"):
        assert words in page
    assert by_key("ours").names == {"tr": "Birinci"}
    # Told, she decides: the same form once more takes its place.
    assert other.post(address, again(told, name_tr="İkinci", **head)).status_code == 302
    assert (by_key("ours").names, by_key("ours").version) == ({"tr": "İkinci"}, 3)


def test_who_may_not_change_it_is_told_so_and_may_copy_it(client: Client):
    now = timezone.now()
    dashboard("open", panel("text", tr="Kopya"), now=now)
    client.force_login(staff("clerk"))
    assert client.get("/desk/dashboards/open/edit").status_code == 403
    assert client.post("/desk/dashboards/open/edit", {**HEAD, "do": "save"}).status_code == 403
    assert client.post("/desk/dashboards/open/remove", {"version": "1"}).status_code == 403
    copied = client.get(f"{NEW}?copy=open")
    assert kinds_of(copied) == ["text"]
    assert copied.context["form"]["visibility"].value() == "mine"


def test_taking_away_asks_once_more(client: Client, clerk_in):
    dashboard("mine", visibility="mine", owner=clerk_in, now=timezone.now())
    assert "kaldırılsın mı?" in client.get("/desk/dashboards/mine/remove").content.decode()
    assert by_key("mine")
    for stale in ("", "x", "7", "9" * 30):
        client.post("/desk/dashboards/mine/remove", {"version": stale})
        assert by_key("mine")
    client.post("/desk/dashboards/mine/remove", {"version": "1"})
    assert not Dashboard.objects.exists()


@pytest.mark.parametrize(
    "hostile",
    [
        "", "null", "[]", "{", '{"kind": 7}', '{"kind": "text", "evil": 1}', '{"kind": "text", "width": "100vw"}',
        '{"kind": "text", "titles": {"de": "x"}}', '{"kind": "text", "settings": []}', "[" * 20_000,
        json.dumps({"kind": "text", "titles": {"en": "x" * 500}}), json.dumps({"kind": "x" * 99}),
        json.dumps({"kind": "text", "settings": {"en": "x" * 60_000}}), '{"kind": "text", "settings": {"a": NaN}}',
    ],
)  # fmt: skip
def test_a_form_written_by_hand_is_refused_and_breaks_nothing(client: Client, clerk_in, hostile: str):
    answer = client.post(NEW, {**HEAD, "panel": [hostile], "do": "save"})
    assert answer.status_code == 400
    assert not Dashboard.objects.exists()


@pytest.mark.parametrize(
    "hostile",
    [line("rocket"), line("chart", streams=["x"] * 9), line("text", evil=1), line("gauge", watch_above=True)],
)
def test_settings_written_by_hand_are_not_kept(client: Client, clerk_in, hostile: str):
    answer = client.post(NEW, {**HEAD, "panel": [hostile], "do": "save"})
    assert answer.status_code == 422
    assert "artık uymuyor" in answer.content.decode()
    assert client.post(NEW, {**HEAD, "panel": [hostile], "do": "preview"}).status_code == 200
    assert not Dashboard.objects.exists()


def test_more_panels_than_fit_are_refused(client: Client, clerk_in):
    full = [line("text", tr="x")] * MOST_PANELS
    page = client.post(NEW, {**HEAD, "panel": full, "do": "add", "kind": "text"})
    assert len(held(page)) == MOST_PANELS
    assert client.post(NEW, {**HEAD, "panel": [*full, full[0]], "do": "save"}).status_code == 400


@pytest.mark.parametrize(
    "do", ["up:0", "down:0", "up:99", "remove:-1", "remove:x", "open:99", "fly", "add", "", ":::"]
)
def test_a_button_that_is_not_there_changes_nothing(client: Client, clerk_in, do: str):
    page = client.post(NEW, {**HEAD, "panel": [line("text", tr="x")], "do": do, "kind": "rocket"})
    assert page.status_code == 200
    assert kinds_of(page) == ["text"]


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
@pytest.mark.parametrize("kind", ["chart", "small_multiples", "gauge", "table", "map", "number", "text"])
def test_every_kind_opens_its_fields_in_every_language(client: Client, clerk_in, kind: str, language: str):
    measured(timezone.now())
    page = client.post(f"{NEW}?lang={language}", {**HEAD, "do": "add", "kind": kind})
    assert page.status_code == 200
    assert page.context["settings_form"] is not None
    assert 'name="open-width"' in page.content.decode()


def test_the_open_panel_stays_open_when_panels_move():
    kinds = ("text", "map", "chart")
    draft = Draft([PanelDraft(kind) for kind in kinds], opened=1)
    draft.move(1, -1)
    assert (draft.opened, draft.open_panel.kind) == (0, "map")
    draft.move(1, 1)
    assert draft.open_panel.kind == "map"
    draft.drop(2)
    assert draft.open_panel.kind == "map"
    draft.drop(0)
    assert draft.opened is None
    assert msgspec.json.decode(draft.panels[0].line)["kind"] == "chart"


def test_a_name_in_a_language_is_kept_as_it_was_written(client: Client, clerk_in):
    client.post(
        NEW, {**HEAD, **{f"name_{k}": v for k, v in names("İğne").items()}, "key": "igne", "do": "save"}
    )
    assert by_key("igne").names == names("İğne")
