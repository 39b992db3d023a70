"""Kept views, the board, the map's points, deeds on many cases, the load of the units, and what is late."""

import gzip
import re
import struct
from datetime import timedelta

import pytest
from django.utils import timezone

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.cases import public
from meydan.kernel.cases.public import Case
from meydan.kernel.cases.tests.factories import case, service
from meydan.site.desk.models import SavedView
from meydan.site.desk.operations.keeping import MOST_VIEWS

pytestmark = pytest.mark.django_db
PROMISE = {"id": "h", "unit": "hour", "names": {"en": "Hours"}}


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def officer(client):
    service()
    found = staff("manager", "works", display_name="Gülşah Işık")
    client.force_login(found)
    return found


def ticked(*cases):
    return [f"{one.pk}:{one.version}" for one in cases]


def again(one):
    return Case.objects.get(pk=one.pk)


def faults(response):
    return {
        line["case"].pk if line["case"] else None: str(line["fault"]) for line in response.context["lines"]
    }


def test_many_cases_are_given_at_once_and_taken_back(client, officer):
    colleague = staff("clerk", "works", display_name="Nazlı Kurt")
    mine, nobodys = case(now=timezone.now()), case(now=timezone.now())
    public.assign(case_id=mine.pk, assignee=officer, actor=officer, now=timezone.now())
    told = client.post(
        "/desk/bulk/", {"case": ticked(again(mine), nobodys), "do": "give", "assignee": colleague.pk}
    )
    assert set(faults(told).values()) == {""}
    assert {again(mine).assignee, again(nobodys).assignee} == {colleague}
    client.post("/desk/bulk/undo/", {"token": told.context["undo"]})
    assert (again(mine).assignee, again(nobodys).assignee) == (officer, None)
    assert [event.verb for event in public.history(mine)][-2:] == ["assigned", "assigned"]


def test_what_somebody_touched_since_is_not_taken_back(client, officer):
    colleague = staff("clerk", "works")
    made = case(now=timezone.now())
    told = client.post("/desk/bulk/", {"case": ticked(made), "do": "give", "assignee": colleague.pk})
    public.advance(case_id=made.pk, transition="assign", actor=officer, now=timezone.now())
    back = client.post("/desk/bulk/undo/", {"token": told.context["undo"]})
    assert "başka biri" in faults(back)[made.pk].lower() or faults(back)[made.pk]
    assert again(made).assignee == colleague


def test_a_forged_undo_takes_nothing_back(client, officer):
    assert client.post("/desk/bulk/undo/", {"token": "W1sxLDEsbnVsbF1d:x:y"}).status_code == 410


def test_each_case_is_checked_by_its_own_unit_and_version(client, officer):
    own, foreign, old = (case(now=timezone.now()) for _ in range(3))
    Case.objects.filter(pk=foreign.pk).update(unit=unit("parks"))
    stale = ticked(old)
    public.assign(case_id=old.pk, assignee=officer, actor=officer, now=timezone.now())
    told = client.post(
        "/desk/bulk/",
        {"case": [*ticked(own, foreign), *stale, "999999:1"], "do": "give", "assignee": officer.pk},
    )
    said = faults(told)
    assert said[own.pk] == ""
    assert said[foreign.pk]
    assert said[old.pk]
    assert said[None]
    assert again(foreign).assignee is None


def test_a_step_is_taken_where_the_workflow_lets_it(client, officer):
    ready, closed = case(now=timezone.now()), case(now=timezone.now())
    Case.objects.filter(pk=ready.pk).update(assignee=officer)
    Case.objects.filter(pk=closed.pk).update(
        state="done", closed_at=timezone.now(), outcome="done", due_at=None
    )
    told = client.post("/desk/bulk/", {"case": ticked(ready, closed), "do": "move", "transition": "assign"})
    assert faults(told)[ready.pk] == ""
    assert faults(told)[closed.pk]
    assert again(ready).state == "assigned"
    assert told.context["undo"] == ""


def test_a_note_goes_into_each_history_and_an_empty_one_into_none(client, officer):
    one, other = case(now=timezone.now()), case(now=timezone.now())
    client.post("/desk/bulk/", {"case": ticked(one, other), "do": "note", "note": "Ekip yolda"})
    assert [public.history(each)[-1].words.text for each in (one, other)] == ["Ekip yolda"] * 2
    assert client.post("/desk/bulk/", {"case": ticked(one), "do": "note", "note": " "}).status_code == 422


@pytest.mark.parametrize(
    "data",
    [{}, {"case": ["x:y"], "do": "give"}, {"case": ["1:1"], "do": "burn"}, {"case": ["9" * 40 + ":1"]}],
)
def test_a_deed_that_makes_no_sense_is_refused_in_words(client, officer, data):
    assert client.post("/desk/bulk/", data).status_code == 422


def test_more_than_two_hundred_are_refused_whole(client, officer):
    data = {"case": [f"{number}:1" for number in range(201)], "do": "note", "note": "x"}
    assert client.post("/desk/bulk/", data).status_code == 422


def test_somebody_of_another_unit_gives_nothing(client):
    service()
    made = case(now=timezone.now())
    stranger = staff("clerk", "parks")
    client.force_login(stranger)
    told = client.post("/desk/bulk/", {"case": ticked(made), "do": "give", "assignee": stranger.pk})
    assert faults(told)[made.pk]
    assert again(made).assignee is None


def test_a_view_is_kept_under_a_name_and_forgotten(client, officer):
    client.post("/desk/views/keep/", {"name": "  Geç  kalan ", "query": "folder=all&late=on&evil=1&case=3"})
    (kept,) = SavedView.objects.all()
    assert (kept.name, kept.query) == ("Geç kalan", "folder=all&late=on")
    page = client.get(f"/desk/?{kept.query}")
    assert [one["label"] for one in page.context["kept_views"] if one["active"]] == ["Geç kalan"]
    client.post(f"/desk/views/{kept.pk}/forget/")
    assert not SavedView.objects.exists()


def test_a_shared_view_is_seen_by_the_unit_and_those_below_and_by_no_other(client, officer):
    client.post("/desk/views/keep/", {"name": "Ortak", "query": "folder=unit", "share": "1"})
    client.post("/desk/views/keep/", {"name": "Bana", "query": "folder=mine"})
    below = staff("clerk", unit("roads", parent=unit("works")))
    seen = {}
    for who in (staff("clerk", "works"), below, staff("clerk", "parks")):
        client.force_login(who)
        seen[who.pk] = [one["label"] for one in client.get("/desk/").context["kept_views"]]
    assert list(seen.values()) == [["Ortak"], ["Ortak"], []]


def test_nobody_forgets_anothers_view(client, officer):
    kept = SavedView.objects.create(
        owner=staff("clerk", "works"), name="Onun", query="folder=all", updated_at=timezone.now()
    )
    assert client.post(f"/desk/views/{kept.pk}/forget/").status_code == 403
    assert SavedView.objects.filter(pk=kept.pk).exists()


def test_the_thirty_first_view_and_one_without_a_name_are_not_kept(client, officer):
    for number in range(MOST_VIEWS + 1):
        client.post("/desk/views/keep/", {"name": f"v{number}", "query": ""})
    client.post("/desk/views/keep/", {"name": " ", "query": ""})
    assert SavedView.objects.count() == MOST_VIEWS


def test_the_inbox_is_narrowed_by_officer_source_days_and_lateness(client, officer):
    now = timezone.now()
    late = case(now=now - timedelta(days=60))
    mine = case(now=now, source="phone")
    public.assign(case_id=mine.pk, assignee=officer, actor=officer, now=now)

    def listed(**asked):
        return [row.case.pk for row in client.get("/desk/", {"folder": "all", **asked}).context["rows"]]

    assert listed(late="on") == [late.pk]
    assert listed(assignee=officer.username) == [mine.pk]
    assert listed(source="phone") == [mine.pk]
    assert listed(since=f"{now:%Y-%m-%d}") == [mine.pk]
    assert listed(until=f"{now - timedelta(days=30):%Y-%m-%d}") == [late.pk]


def test_the_board_shows_each_state_with_its_count(client, officer):
    one, two = case(now=timezone.now()), case(now=timezone.now())
    Case.objects.filter(pk=two.pk).update(state="working")
    columns = client.get("/desk/board/?folder=all").context["columns"]
    held = {column.state.code: (column.count, [card.case.pk for card in column.cards]) for column in columns}
    assert held["received"] == (1, [one.pk])
    assert held["working"] == (1, [two.pk])
    assert held["waiting"] == (0, [])
    assert "done" not in held


def test_the_points_say_where_and_how_late(client, officer):
    now = timezone.now()
    late = case(now=now - timedelta(days=60), lon=39.5, lat=40.25)
    fresh = case(now=now, lon=39.25, lat=40.5)
    case(now=now)  # without a place
    body = client.get("/desk/map/points?folder=all").content
    (count,) = struct.unpack_from("<I", body)
    assert count == 2
    assert len(body) == 4 + 13 * count
    lons = struct.unpack_from("<2f", body, 4)
    ids = struct.unpack_from("<2I", body, 4 + 8 * count)
    states = dict(zip(ids, body[4 + 12 * count :], strict=True))
    assert set(lons) == {39.5, 39.25}
    assert states == {late.pk: 2, fresh.pk: 0}


def test_the_points_are_packed_for_who_can_unpack_them_and_are_the_same_points(client, officer):
    case(now=timezone.now(), lon=39.5, lat=40.25)
    plain = client.get("/desk/map/points?folder=all")
    packed = client.get("/desk/map/points?folder=all", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]
    assert "Accept-Encoding" in packed["Vary"]


def test_the_page_of_the_map_asks_at_once_for_all_that_it_draws(client, officer):
    case(now=timezone.now(), lon=39.5, lat=40.25)
    head, _mark, rest = client.get("/desk/map/?folder=all&unit=works").content.decode().partition("</head>")
    (asked,) = re.findall(r'rel="preload" as="fetch" crossorigin href="([^"]+)"', head)
    # The very address that the map fetches later: another one would be fetched twice.
    assert f'data-points="{asked}"' in rest
    assert "maplibre-gl.mjs" in head


def test_the_map_lists_what_it_shows(client, officer):
    made = case(now=timezone.now(), lon=39.5, lat=40.25)
    page = client.get("/desk/map/?folder=all").content.decode()
    assert made.code in page
    assert "case-map" in page


def test_the_load_counts_open_late_and_closed_by_unit(client, officer):
    now = timezone.now()
    case(now=now - timedelta(days=60))
    case(now=now)
    done = case(now=now - timedelta(days=4))
    Case.objects.filter(pk=done.pk).update(closed_at=now, outcome="done", due_at=None, state="done")
    answer = client.get("/desk/workload/?lang=en")
    ((_unit, load),) = answer.context["rows"]
    assert (load.open, load.late, load.unassigned, load.closed_lately) == (2, 1, 2, 1)
    assert load.mean_days == pytest.approx(4, abs=0.01)
    assert load.closed_in_time_percent == 100
    assert "100%" in answer.content.decode().replace("\u00a0", "").replace(" %", "%")


def test_everybody_reads_what_is_late_with_unit_and_days_and_nothing_of_people(client):
    now = timezone.now()
    one = case(
        service=service("lamba", clocks=[{**PROMISE, "length": 1}]),
        now=now - timedelta(days=3, hours=2),
        address="Cumhuriyet Caddesi 41",
        description="Hüseyin Bey düştü",
        reporter=public.Reporter(name="Ayşe Kaya"),
    )
    case(
        service=service("ic_denetim", is_public=False, clocks=[{**PROMISE, "length": 1}]),
        now=now - timedelta(days=9),
    )
    page = client.get("/late/")
    assert [(row.case.pk, row.days) for row in page.context["rows"]] == [(one.pk, 3)]
    text = page.content.decode()
    assert "works Müdürlüğü" in text
    for hidden in (one.code, "Cumhuriyet", "Hüseyin", "Ayşe"):
        assert hidden not in text


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
@pytest.mark.parametrize("address", ["/desk/board/", "/desk/map/", "/desk/workload/", "/late/"])
def test_the_pages_open_in_three_languages(client, officer, settings, address, language):
    case(now=timezone.now() - timedelta(days=60), lon=39.5, lat=40.25)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(address)
    assert response.status_code == 200
    assert f'lang="{language}"' in response.content.decode()


def test_visitors_sign_in_first(client):
    for address in ("/desk/board/", "/desk/map/", "/desk/map/points", "/desk/workload/"):
        assert client.get(address).url.startswith("/accounts/login/")
    assert Account.objects.count() == 0
