"""Cases of a service go to the server that works on them, and what it says comes back; whatever that server does."""

import pytest
from django.utils import timezone

from meydan.base.connectors import home_settings
from meydan.base.connectors.public import CallFailed
from meydan.base.jobs.public import Job, run_due
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.models import CaseEvent, CaseWords, Open311Endpoint, Open311Forwarding
from meydan.kernel.cases.open311 import remote
from meydan.kernel.cases.open311.forwarding import keep_endpoint, send
from meydan.kernel.cases.open311.listening import listen, listen_to_all
from meydan.kernel.cases.operations.opening import ReporterFacts
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.cases.tests.open311.peer import peering

pytestmark = pytest.mark.django_db
TAKEN = {"POST requests.json": (201, [{"service_request_id": 638344, "service_notice": None}])}


@pytest.fixture(autouse=True)
def in_town(pack):
    return pack("tr/gumushane")


@pytest.fixture
def peer(monkeypatch):
    """A peer in the city's own network, which connectors.toml on the machine allows."""
    table = {"open311": {"allow_private": True}}
    monkeypatch.setattr(home_settings, "_home_table", lambda code: table.get(code, {}))
    with peering() as found:
        found.answers |= TAKEN
        yield found


@pytest.fixture
def water(peer):
    service("water_fault", group="water")
    return keep_endpoint(
        endpoint_id=None, name="Su idaresi", address=f"{peer.address}/", jurisdiction_id="su.example", api_key="gizli",
        services={"water_fault": "033"}, is_active=True, now=timezone.now(),
    )  # fmt: skip


def a_leak(**changes):
    who = ReporterFacts(name="Gülşah Işık", phone="+905321234567")
    facts = {
        "lon": 39.48,
        "lat": 40.46,
        "description": "Su fışkırıyor",
        "reporter": who,
        "now": timezone.now(),
    }
    return case(service=service("water_fault"), **{**facts, **changes})


def work():
    """Let jobs run, and those they asked for."""
    run_due(timezone.now())
    run_due(timezone.now())


def row():
    return Open311Forwarding.objects.get()


def notes():
    found = CaseWords.objects.filter(event__verb=CaseEvent.Verb.NOTED).order_by("pk")
    return list(found.values_list("text", flat=True))


def they_say(peer, **told):
    now = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    peer.answers["GET requests.json"] = (
        200,
        [{"service_request_id": 638344, "updated_datetime": now, **told}],
    )


def test_a_case_of_their_service_goes_there_once_without_who_reported(peer, water):
    a_leak()
    work()
    (form,) = peer.forms()
    assert (form["service_code"], form["lat"], form["jurisdiction_id"]) == ("033", "40.46", "su.example")
    assert form["api_key"] == "gizli"
    assert "Gülşah" not in str(form)
    assert "905321234567" not in str(form)
    assert (row().state, row().their_id) == ("sent", "638344")
    send(forwarding_id=row().pk, now=timezone.now())
    assert len(peer.forms()) == 1
    assert notes() == ["Su idaresi: 638344"]


def test_other_services_samples_and_a_server_switched_off_stay_here(peer, water):
    case(now=timezone.now())
    a_leak(is_sample=True)
    Open311Endpoint.objects.update(is_active=False)
    a_leak()
    work()
    assert (peer.asked, Open311Forwarding.objects.count()) == ([], 0)


def test_a_key_lies_sealed_in_the_table(water):
    assert b"gizli" not in bytes(water.key_sealed)


def test_one_that_is_down_is_tried_again_under_the_same_name_and_nothing_is_lost(peer, water):
    peer.answers["POST requests.json"] = (503, b"")
    a_leak()
    work()
    assert row().state == "waiting"
    assert row().last_error
    peer.answers |= TAKEN
    Job.objects.filter(name="cases.open311_forward").update(run_at=timezone.now())
    work()
    assert row().state == "sent"
    assert len({headers["idempotency-key"] for _, _, headers in peer.asked}) == 1


def test_a_refusal_is_written_into_the_history_and_not_repeated(peer, water):
    peer.answers["POST requests.json"] = (400, [{"code": 400, "description": "no"}])
    a_leak()
    work()
    assert row().state == "refused"
    assert "HTTP 400" in notes()[0]


def test_the_last_try_is_told_to_the_office(peer, water):
    peer.answers["POST requests.json"] = (500, b"")
    a_leak()
    work()
    with pytest.raises(CallFailed):
        send(forwarding_id=row().pk, now=timezone.now(), is_last=True)
    assert row().state == "refused"
    assert len(notes()) == 1


LIES = [
    b"", b"<html>", b"{}", b"[]", b"[1]", b"null", b"[" * 5000, b'[{"service_request_id": null}]',
    b'[{"service_request_id": {}}]', b'[{"service_request_id": true}]',
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_is_none_is_not_believed(peer, water, lie):
    peer.answers["POST requests.json"] = (200, lie)
    a_leak()
    work()
    assert (row().state, row().their_id) == ("waiting", "")


def test_one_that_is_slow_is_given_up_in_time(peer, water, monkeypatch):
    monkeypatch.setattr(remote, "TIMEOUT_S", 0.3)
    peer.pause_s = 1.0
    a_leak()
    work()
    assert row().state == "waiting"


def test_this_machine_is_not_called_unless_the_machine_says_so(peer, water, monkeypatch):
    monkeypatch.setattr(home_settings, "_home_table", lambda code: {})
    a_leak()
    work()
    assert peer.asked == []
    assert "leads to 127.0.0.1" in row().last_error


def test_what_they_say_stands_in_the_history_once_and_moves_nothing(peer, water):
    one = a_leak()
    work()
    they_say(peer, status="closed", status_notes="Boru değişti")
    assert listen(water, timezone.now()) == 1
    water.refresh_from_db()
    assert listen(water, timezone.now()) == 0
    assert notes()[1:] == ["Su idaresi: closed: Boru değişti"]
    one.refresh_from_db()
    assert (row().their_status, one.closed_at) == ("closed", None)
    since = [query["updated_after"] for what, query, _ in peer.asked if what == "GET requests.json"]
    assert since == sorted(since)


def test_all_their_pages_are_read_and_a_link_to_elsewhere_is_not_followed(peer, water):
    a_leak()
    work()
    they_say(peer, status="open")
    peer.links["GET requests.json"] = "http://169.254.169.254/open311/v2/requests.json?after=x"
    assert listen(water, timezone.now()) == 1
    # Their own name for themselves is taken as a path at the server we know.
    assert [query.get("after") for what, query, _ in peer.asked if what.startswith("GET")] == [None, "x"]
    peer.links["GET requests.json"] = "http://169.254.169.254/latest/meta-data"
    listen(Open311Endpoint.objects.get(), timezone.now())
    assert [what for what, _, _ in peer.asked if "meta-data" in what] == []


def test_a_token_becomes_a_number_later(peer, water):
    peer.answers["POST requests.json"] = (200, [{"token": "a/b"}])
    a_leak()
    work()
    peer.answers["GET tokens/a%2Fb.json"] = (200, [{"service_request_id": "77", "token": "a/b"}])
    peer.answers["GET requests.json"] = (200, [])
    listen(water, timezone.now())
    assert row().their_id == "77"


def test_hostile_words_are_cut_and_cleaned(peer, water):
    a_leak()
    work()
    they_say(
        peer,
        status="closed\x00\x1b[31m",
        status_notes="x" * 10_000 + "\x00",
        updated_datetime="9999-12-31T00:00:00Z",
    )
    listen(water, timezone.now())
    water.refresh_from_db()
    assert water.read_until <= timezone.now()
    assert len(notes()[-1]) < 1200
    assert "\x00" not in notes()[-1]


def test_one_that_is_down_holds_nobody_else_up(peer, water):
    a_leak()
    work()
    down = keep_endpoint(
        endpoint_id=None, name="Kapalı", address="http://127.0.0.1:9/open311/v2", jurisdiction_id="", api_key="",
        services={}, is_active=True, now=timezone.now(),
    )  # fmt: skip
    other = case(now=timezone.now())
    Open311Forwarding.objects.create(
        case=other, endpoint=down, state="sent", their_id="1", made_at=timezone.now()
    )
    they_say(peer, status="closed")
    listen_to_all(timezone.now())
    assert row_of(water).their_status == "closed"


def row_of(endpoint):
    return Open311Forwarding.objects.get(endpoint=endpoint)


def test_a_server_is_written_down_and_changed_on_the_desk(client, peer):
    service("water_fault")
    client.force_login(staff("administrator"))
    form = {"name": "Su", "address": "https://su.example/open311/v2", "api_key": "gizli", "is_active": "on"}
    form["services"] = "water_fault = 033"
    assert client.post("/desk/open311/servers/new/", form).status_code == 302
    made = Open311Endpoint.objects.get()
    assert made.services == {"water_fault": "033"}
    page = client.get(f"/desk/open311/servers/{made.pk}/").content.decode()
    assert "gizli" not in page
    assert (
        client.post(f"/desk/open311/servers/{made.pk}/", {**form, "api_key": "", "name": "Su 2"}).status_code
        == 302
    )
    changed = Open311Endpoint.objects.get()
    assert (changed.name, bytes(changed.key_sealed)) == ("Su 2", bytes(made.key_sealed))
    for wrong in (
        {"services": "none = 1"},
        {"services": "water_fault"},
        {"address": "file:///etc"},
        {"name": ""},
    ):
        assert client.post("/desk/open311/servers/new/", {**form, **wrong}).status_code == 422
    assert "Su 2" in client.get("/desk/open311/").content.decode()
