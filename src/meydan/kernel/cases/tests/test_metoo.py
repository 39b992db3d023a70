"""Several people, one hole: counted once each, told when they want it, alike with map and without."""

from datetime import timedelta

import pytest
import shapely
from django.utils import timezone

from meydan.base.notify.public import Message
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.models import Case, Reporter, Supporter
from meydan.kernel.cases.operations.supporting import (
    AlreadyCounted,
    CaseOver,
    forget_connections,
    support,
)
from meydan.kernel.cases.queries.near import open_nearby
from meydan.kernel.cases.tests.factories import case, picture, service
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db
LON, LAT = 39.4814, 40.4603
# Metres per degree at 40.46 degrees north on WGS84, worked out by hand: 84,834 east, 111,042 north.
EAST, NORTH = 84_834, 111_042


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


def at(east_m=0.0, north_m=0.0, **facts):
    return case(now=timezone.now(), lon=LON + east_m / EAST, lat=LAT + north_m / NORTH, **facts)


def filled(**changes):
    facts = {"service": "road_fault", "address": "", "description": "Derin çukur", "token": "t1"}
    return {**facts, "lon": str(LON), "lat": str(LAT), **changes}


def test_the_same_hole_within_50_m_is_found_nearest_first_and_no_farther():
    far, near, edge = at(30, 30), at(3, 4), at(49, 0)
    at(51, 0)
    at(0, 51)
    assert open_nearby(service(), lon=LON, lat=LAT) == [near, far, edge]


def test_closed_cases_and_other_services_are_not_suggested():
    over = at(1, 1)
    Case.objects.filter(pk=over.pk).update(closed_at=timezone.now(), outcome="done")
    at(1, 1, service=service("light"))
    assert open_nearby(service(), lon=LON, lat=LAT) == []


@pytest.mark.parametrize(
    "typed",
    ["Cumhuriyet Caddesi 41", "cumhuriyet caddesi ۴۱", "CUMHURİYET CADDESİ 41", " Cumhuriyet  Caddesi 41 "],
)
def test_without_a_map_the_same_address_in_any_spelling_finds_it(typed):
    made = case(now=timezone.now())
    assert open_nearby(service(), address=typed) == [made]
    assert open_nearby(service(), address="Cumhuriyet Caddesi 4") == []


def test_without_a_map_a_known_place_finds_what_was_marked_near_it_on_the_map(now):
    from meydan.kernel.places.public import PlaceRow, ensure_layer, store_places

    layer = ensure_layer(code="squares", names={"tr": "Meydanlar"}, geometry="point")
    row = PlaceRow(
        key="a", names={"tr": "Atatürk Meydanı"}, geometry=shapely.Point(LON, LAT), properties={}, address=""
    )
    store_places(layer=layer, rows=[row], is_sample=False, now=now)
    marked = at(20, 20, address="")
    assert open_nearby(service(), address="ataturk meydani") == [marked]


@pytest.mark.parametrize(
    ("language", "said"),
    [("tr", ("Ben de", "ulaştı")), ("fa", ("من هم", "رسید")), ("en", ("Me too", "We have your request"))],
)
def test_the_same_pothole_within_50_m_suggests_me_too_with_state_shown(client, settings, language, said):
    at(10, 10)
    in_language(client, settings, language)
    page = client.post("/report/", filled())
    assert page.status_code == 200
    for one in said:
        assert one in words(page)
    assert Case.objects.count() == 1


def test_nothing_typed_is_lost_when_it_is_asked_and_mine_may_be_another_one(client):
    at(10, 10)
    page = client.post("/report/", filled(photos=picture(), phone="0532 123 45 67"))
    assert "Derin çukur" in words(page)
    assert "1 fotoğraf" in words(page)
    sent = client.post("/report/", filled(fresh="1"))
    assert sent.status_code == 302
    assert Case.objects.order_by("pk").last().documents.count() == 1


def test_me_too_counts_and_shows_on_the_public_page(client):
    made = at()
    done = client.post("/report/", filled(support=made.code))
    assert done.url == f"/follow/{made.code}/"
    assert Case.objects.get().supporter_count == 1
    assert "1 kişi daha" in words(client.get(done.url))


def test_a_supporter_who_leaves_a_phone_hears_of_each_step_in_their_language(client, settings):
    made = at()
    in_language(client, settings, "fa")
    client.post("/report/", filled(support=made.code, phone="0532 123 45 67"))
    assert b"5321234567" not in bytes(Supporter.objects.get().phone_sealed)
    officer = staff("manager", "works")
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=timezone.now())
    public.advance(case_id=made.pk, transition="assign", actor=officer, now=timezone.now())
    letter = Message.objects.get()
    assert (letter.template, letter.language, letter.channel) == ("case_moved", "fa", "sms")


def told(made, address, phone=""):
    return support(case_id=made.pk, address=address, phone=phone, now=timezone.now())


def test_one_connection_and_one_phone_count_once():
    made = at()
    told(made, "10.0.0.1")
    with pytest.raises(AlreadyCounted):
        told(made, "10.0.0.1")
    told(made, "10.0.0.2", "+905321234567")
    with pytest.raises(AlreadyCounted):
        told(made, "10.0.0.3", "+905321234567")
    heard = told(made, "10.0.0.1", "+905321234568")
    assert not heard.is_counted
    made.refresh_from_db()
    assert made.supporter_count == 2


def test_the_reporter_is_no_supporter_of_their_own_case():
    who = public.Reporter(phone="+905321234567", address="10.0.0.9")
    made = at(reporter=who)
    with pytest.raises(AlreadyCounted):
        told(made, "10.0.0.9")
    with pytest.raises(AlreadyCounted):
        told(made, "10.0.0.10", "+905321234567")


def test_addresses_of_one_home_in_ipv6_are_one_connection():
    made = at()
    told(made, "2001:db8:1:2::1")
    with pytest.raises(AlreadyCounted):
        told(made, "2001:db8:1:2:ffff::9")
    told(made, "2001:db8:1:3::1")
    with pytest.raises(AlreadyCounted):
        told(made, "::ffff:10.0.0.1") and told(made, "10.0.0.1")


def test_an_officer_adds_people_who_ring_without_their_connection_counting(client):
    made = at()
    client.force_login(staff("clerk", "works"))
    for turn in range(3):
        client.post("/report/", filled(support=made.code, phone=f"0532 123 45 6{turn}", source="phone"))
    made.refresh_from_db()
    assert made.supporter_count == 3


def test_a_closed_case_takes_no_supporter_and_says_so(client):
    made = at()
    Case.objects.filter(pk=made.pk).update(closed_at=timezone.now(), outcome="done")
    with pytest.raises(CaseOver):
        told(made, "10.0.0.1")
    page = client.post("/report/", filled(support=made.code), follow=True)
    assert "kapandı" in words(page)


def test_connections_are_forgotten_when_a_case_is_long_closed():
    made = at(reporter=public.Reporter(phone="+905321234567", address="10.0.0.9"))
    told(made, "10.0.0.1", "+905321234568")
    long_ago = timezone.now() - timedelta(days=40)
    assert forget_connections(closed_before=timezone.now()) == 0
    Case.objects.filter(pk=made.pk).update(closed_at=long_ago, outcome="done")
    assert forget_connections(closed_before=timezone.now() - timedelta(days=30)) == 2
    assert Supporter.objects.get().address_digest == Reporter.objects.get().address_digest == ""


def test_supporting_counts_towards_the_flood(client):
    codes = [at(address=f"no {n}").code for n in range(10)]
    answers = [client.post("/report/", filled(support=code)).status_code for code in codes]
    assert answers[-1] == 429
    assert answers.count(302) == 8
