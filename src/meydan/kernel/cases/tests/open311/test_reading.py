"""What everybody reads at the Open311 door."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.open311.attributes import Attribute, forget_attributes, register_attributes
from meydan.kernel.cases.operations.moving import advance, assign
from meydan.kernel.cases.operations.opening import ReporterFacts
from meydan.kernel.cases.operations.words import add_note, message_office
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.cases.tests.open311.asking import ROOT, as_text, from_xml, rows

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def now():
    return timezone.now()


def street(**fields):
    return service(group="streets", **fields)


def moved(opened, now, *transitions):
    """Take a case along its workflow."""
    boss = staff("manager", "works")
    assign(case_id=opened.pk, assignee=boss, actor=None, now=now)
    for transition in transitions:
        advance(
            case_id=opened.pk, transition=transition, actor=boss, now=now, note="Taş ocağından malzeme geldi"
        )
    return boss


# --- formats ---------------------------------------------------------------------------------


@pytest.fixture
def town(now):
    """A catalogue and requests in every standing, with words that XML must escape."""
    width = Attribute("width", "Genişlik <cm>", "number", is_required=True)
    kind = Attribute("kind", "Tür", "singlevaluelist", values={"a": "Asfalt & taş", "b": "Beton"})
    register_attributes(lambda _: [width, kind], name="test")
    first = case(service=street(), lon=39.48, lat=40.46, now=now - 3 * DAY, description="<b>\x01</b>")
    moved(first, now - 2 * DAY, "assign", "start")
    add_note(
        case_id=first.pk, text="Yarın 09:00 & sonrası <kapalı>", actor=None, now=now - DAY, is_public=True
    )
    case(now=now)
    yield first
    forget_attributes("test")


PATHS = [
    "discovery",
    "services",
    "services/road_fault",
    "requests",
    "servicerequestupdates",
    "requests/{id}",
    "tokens/{code}",
]


@pytest.mark.parametrize("path", PATHS)
def test_xml_and_json_say_the_same(client, town, path):
    at = f"{ROOT}/{path.format(id=town.pk, code=town.code)}"
    in_json, in_xml = client.get(f"{at}.json"), client.get(f"{at}.xml")
    assert (in_json.status_code, in_xml.status_code) == (200, 200)
    assert in_json["Content-Type"] == "application/json; charset=utf-8"
    assert in_xml["Content-Type"] == "text/xml; charset=utf-8"
    assert in_xml.content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert as_text(in_json.json()) == from_xml(in_xml.content)


def test_answers_are_lists_even_for_one_request(client):
    one = case()
    assert [row["service_request_id"] for row in rows(client, f"requests/{one.pk}.json")] == [str(one.pk)]
    assert rows(client, f"tokens/{one.code}.json") == [{"service_request_id": str(one.pk), "token": one.code}]


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    ("path", "status"),
    [("requests/999", 404), ("requests/x", 404), ("services/none", 404), ("tokens/GM-0000-00", 404),
     ("requests?status=lost", 400), ("requests?start_date=yesterday", 400), ("requests?jurisdiction_id=oslo", 404),
     ("requests?service_code=none", 404), ("nowhere", 404)],
)  # fmt: skip
def test_a_refusal_is_a_list_of_code_and_description(client, path, status, form):
    path, _, query = path.partition("?")
    answer = client.get(f"{ROOT}/{path}.{form}?{query}")
    told = answer.json() if form == "json" and path != "nowhere" else None
    if form == "xml" and path != "nowhere":
        told = from_xml(answer.content)
    assert answer.status_code == status
    if told is not None:
        assert [str(one["code"]) for one in told] == [str(status)]
        assert told[0]["description"].endswith(".")


def test_another_method_is_refused_with_those_that_are_allowed(client):
    answer = client.delete(f"{ROOT}/requests.json")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")
    assert answer.json()[0]["code"] == 405


def test_discovery_names_the_specification_and_both_formats(client, settings):
    told = client.get(f"{ROOT}/discovery.json").json()
    (endpoint,) = told["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["url"] == f"{settings.MEYDAN_HOME.address}/open311/v2"


def test_an_address_without_an_ending_answers_as_the_client_prefers(client):
    case()
    assert client.get(f"{ROOT}/requests").json()[0]["status"] == "open"
    assert client.get(f"{ROOT}/requests", headers={"Accept": "text/xml"})["Content-Type"].startswith(
        "text/xml"
    )


# --- what may be known -----------------------------------------------------------------------


def test_nobodys_words_name_phone_or_typed_address_are_told(client, now):
    secret = [
        "Gülşah",
        "0532",
        "905321234567",
        "gizli@example.com",
        "Cumhuriyet",
        "oğlum düştü",
        "sır mektup",
    ]
    one = case(
        service=street(), now=now, lon=39.48, lat=40.46, description="oğlum düştü",
        reporter=ReporterFacts(name="Gülşah Işık", phone="+905321234567", email="gizli@example.com"),
    )  # fmt: skip
    message_office(case_id=one.pk, text="sır mektup", now=now)
    add_note(case_id=one.pk, text="sır mektup", actor=None, now=now)
    whole = "".join(
        client.get(f"{ROOT}/{path}").content.decode()
        for path in (
            "requests.json",
            f"requests/{one.pk}.xml",
            "servicerequestupdates.json",
            f"tokens/{one.code}.json",
        )
    )
    assert [word for word in secret if word in whole] == []
    assert rows(client)[0]["description"] is None


def test_the_tracking_code_is_not_given_away(client, now):
    one = case(now=now)
    assert one.code not in client.get(f"{ROOT}/requests.json").content.decode()


@pytest.mark.parametrize(
    ("group", "is_told"), [("streets", True), ("air", False), ("voice", False), ("trade", False)]
)
def test_where_it_is_is_told_of_the_street_and_not_of_somebodys_door(client, group, is_told):
    case(service=service(group, group=group), lon=39.48, lat=40.46, now=timezone.now())
    (row,) = rows(client)
    assert (row["lat"] is not None, row["long"] is not None) == (is_told, is_told)
    assert bool(rows(client, lat=40.46, long=39.48, radius=50)) is is_told


@pytest.mark.parametrize(
    "hidden", [{"kind": "information"}, {"kind": "enforcement"}, {"is_public": False}, {"kind": "permit"}]
)
def test_what_is_not_a_public_request_does_not_exist_here(client, hidden, now):
    one = case(service=service("hidden", **hidden), now=now)
    assert rows(client) == []
    assert rows(client, service_request_id=one.pk) == []
    assert client.get(f"{ROOT}/requests/{one.pk}.json").status_code == 404
    assert client.get(f"{ROOT}/tokens/{one.code}.json").status_code == 404
    assert rows(client, "services.json") == []


def test_a_sample_says_that_it_is_one(client, now):
    case(now=now, is_sample=True)
    assert rows(client)[0]["description"] == "Örnek: bunu kimse bildirmedi."


# --- questions -------------------------------------------------------------------------------


def test_dates_carry_the_citys_offset(client, now):
    case(now=now)
    (row,) = rows(client)
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert row[name].endswith("+03:00")


def test_a_closed_request_was_updated_when_it_was_closed(client, now):
    one = case(now=now - 9 * DAY)
    Case.objects.filter(pk=one.pk).update(closed_at=now - 2 * DAY, outcome="refused", updated_at=now)
    (row,) = rows(client)
    assert (row["status"], row["expected_datetime"] is not None) == ("closed", True)
    assert row["updated_datetime"][:10] == (now - 2 * DAY).astimezone().isoformat()[:10]


def test_the_last_ninety_days_are_meant_when_no_dates_are_given(client, now):
    new, old = case(now=now - 89 * DAY), case(now=now - 91 * DAY)
    assert [row["service_request_id"] for row in rows(client)] == [str(new.pk)]
    start = (now - 120 * DAY).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = {row["service_request_id"] for row in rows(client, start_date=start)}
    assert found == {str(old.pk), str(new.pk)}


def test_more_than_ninety_days_at_once_are_refused(client):
    answer = client.get(f"{ROOT}/requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z")
    assert answer.status_code == 400
    assert "90 days" in answer.json()[0]["description"]


@pytest.mark.parametrize(
    "written",
    ["2026-11-23T12:00:00+03:00", "2026-11-23T12:00:00 03:00", "2026-11-23T09:00:00Z", "2026-11-23T09:00Z",
     "2026-11-23T09:00:00.000Z", "2026-11-23T12:00:00+0300"],
)  # fmt: skip
def test_a_moment_is_read_as_the_w3c_writes_it(client, written):
    one = case()  # Monday, nine o'clock UTC
    day = "2026-11-24T09:00:00Z"
    assert [row["service_request_id"] for row in rows(client, start_date=written, end_date=day)] == [
        str(one.pk)
    ]


@pytest.mark.parametrize(
    "written",
    ["2026-02-30T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-23T25:00:00Z", "٢٠٢٦",
     "2026-11-23T09:00:00+99:99", "1e9", "now()", "' OR 1=1 --", "2026-11-23T09:00:00Z\x00", "9" * 5000],
)  # fmt: skip
@pytest.mark.parametrize("name", ["start_date", "end_date", "updated_after", "updated_before"])
def test_a_hostile_date_is_a_refusal_and_no_fault(client, name, written):
    assert client.get(f"{ROOT}/requests.json", {name: written}).status_code == 400


def test_several_ids_come_with_commas_and_override_everything_else(client, now):
    wanted = [case(now=now - 200 * DAY), case(now=now)]
    case(now=now)
    ids = ",".join(str(one.pk) for one in wanted)
    found = rows(
        client,
        service_request_id=f"{ids},x,999999999999999999999",
        status="closed",
        start_date="2001-01-01T00:00:00Z",
    )
    assert {row["service_request_id"] for row in found} == {str(one.pk) for one in wanted}


def test_services_and_statuses_narrow_with_commas_or_said_twice(client, now):
    for code in ("road_fault", "waste", "noise"):
        case(service=service(code), now=now)
    both = client.get(f"{ROOT}/requests.json?service_code=waste&service_code=noise").json()
    assert {row["service_code"] for row in both} == {"waste", "noise"}
    assert len(rows(client, service_code="waste,noise,")) == 2
    assert len(rows(client, status="open,closed")) == 3
    assert rows(client, status="closed") == []


def test_an_empty_parameter_counts_as_not_given(client, now):
    case(now=now)
    assert (
        len(rows(client, status="", service_code="", start_date="", page="", lat="", jurisdiction_id="")) == 1
    )


def test_requests_near_a_point_are_those_within_the_metres(client, now):
    near = case(service=street(), lon=39.4814, lat=40.4603, now=now)
    # 0.0009 degrees of latitude are a hundred metres.
    far = case(service=street(), lon=39.4814, lat=40.4612, now=now)
    east = case(service=street(), lon=39.4826, lat=40.4603, now=now)  # 101 m at this latitude
    at = {"lat": 40.4603, "long": 39.4814}
    assert [row["service_request_id"] for row in rows(client, **at, radius=90)] == [str(near.pk)]
    assert {row["service_request_id"] for row in rows(client, **at, radius=110)} == {
        str(one.pk) for one in (near, far, east)
    }
    assert client.get(f"{ROOT}/requests.json", {"lat": 40}).status_code == 400
    assert client.get(f"{ROOT}/requests.json", {**at, "radius": "nan"}).status_code == 400
    assert client.get(f"{ROOT}/requests.json", {"lat": "inf", "long": 0}).status_code == 400


@pytest.mark.parametrize(
    ("query", "status"),
    [({"page_size": 1001}, 400), ({"page_size": 0}, 400), ({"page": "-1"}, 400), ({"page": 10**9}, 400),
     ({"page": "9" * 30}, 400), ({"page": 21}, 200)],
)  # fmt: skip
def test_a_huge_page_is_refused(client, query, status):
    assert client.get(f"{ROOT}/requests.json", query).status_code == status


def test_the_language_is_asked_for_or_the_citys_own(client, now):
    case(now=now)
    name = {"tr": "Kaldırım çukuru", "fa": "چالهٔ پیاده‌رو", "en": "Pavement hole"}
    assert rows(client)[0]["service_name"] == name["tr"]
    assert rows(client, locale="fa")[0]["service_name"] == name["fa"]
    assert rows(client, locale="en_US")[0]["service_name"] == name["en"]
    answer = client.get(f"{ROOT}/requests.json", headers={"Accept-Language": "de, fa;q=0.8, en;q=0.5"})
    assert (answer.json()[0]["service_name"], answer["Content-Language"]) == (name["fa"], "fa")
    assert "Accept-Language" in answer["Vary"]


# --- updates ---------------------------------------------------------------------------------


def test_updates_tell_in_order_what_everybody_may_know(client, town):
    found = rows(client, "servicerequestupdates.json", service_request_id=town.pk)
    assert [row["status"] for row in found] == ["in_progress", "in_progress", "in_progress"]
    assert found[-1]["description"] == "Yarın 09:00 & sonrası <kapalı>"
    assert "Taş ocağından" not in str(found)
    assert [row["updated_datetime"] for row in found] == sorted(row["updated_datetime"] for row in found)


def test_an_update_says_the_state_of_its_time_and_not_of_today(client, now):
    one = case(now=now - 3 * DAY)
    add_note(case_id=one.pk, text="Bakacağız", actor=None, now=now - 2 * DAY, is_public=True)
    moved(one, now - DAY, "assign", "start")
    found = rows(client, "servicerequestupdates.json")
    assert (found[0]["description"], found[0]["status"]) == ("Bakacağız", "open")
    assert found[-1]["status"] == "in_progress"


def test_a_step_that_has_no_public_word_is_no_update(client, now):
    one = case(now=now)
    moved(one, now, "assign", "start")
    words = [row["description"] for row in rows(client, "servicerequestupdates.json")]
    assert len(words) == len(set(words))
