"""Who may read what by every way that leads to it, and who may write: one table for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.observations.models import Datastream, Thing
from meydan.kernel.observations.operations.keys import make_key, revoke_key
from meydan.kernel.observations.principals import forget_believed
from meydan.kernel.observations.sta import asgi
from meydan.kernel.observations.tests.sta.asking import told, whole
from meydan.kernel.observations.tests.sta.test_changing import made, stream_body, thing_body

pytestmark = [pytest.mark.django_db, pytest.mark.store]
PLACE = {"encodingType": "application/geo+json", "description": "x"}
SECRETS = ("GizliAkis", "GizliIstasyon", "GizliKonum", "GizliYer", "424242", "2019-07-0")
READERS = ("read", "observe", "manage", "clerk", "mayor", "manager", "administrator")
CHANGERS = ("manage", "manager", "administrator")
STRANGERS = ("visitor", "other")
OVER = ("expired", "revoked", "unknown")


@dataclass
class World:
    """Paths and headers: a public station and a hidden one, and everybody who may come."""

    open_thing: str = ""
    hidden_thing: str = ""
    open_stream: str = ""
    side_stream: str = ""
    hidden_stream: str = ""
    feature: str = ""
    who: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(self, who: str, method: str, path: str, body: Any = b"", **more: str) -> tuple[int, str]:
        """Status and body of the answer through the whole door."""
        where, _, query = path.partition("?")
        sent = body if isinstance(body, bytes) else msgspec.json.encode(body)
        headers = {"host": "testserver", **self.who[who], **more}
        answer = asgi._in_reader(method, where, query.replace(" ", "%20").replace("#", "%23"), headers, sent)
        return answer.status, whole(answer).decode()


def session_of(role: str, *, same_site: bool = True) -> dict[str, str]:
    """The headers of a signed-in person's browser."""
    client = Client()
    client.force_login(staff(role))
    key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    site = {"sec-fetch-site": "same-origin"} if same_site else {}
    return {"cookie": f"{django_settings.SESSION_COOKIE_NAME}={key}", **site}


def station(name: str, place: str, stream: str, value: float, day: str) -> tuple[str, str]:
    """A thing at a place with one stream that holds one value about a feature of its own."""
    body = thing_body(
        name=name, Datastreams=[stream_body(name=stream)],
        Locations=[{**PLACE, "name": place, "location": {"type": "Point", "coordinates": [1, 2]}}],
    )  # fmt: skip
    thing = made("Things", body)
    path = f"Datastreams({told(f'{thing}/Datastreams')['value'][0]['@iot.id']})"
    made(f"{path}/Observations", {"result": value, "phenomenonTime": f"{day}T00:00:00Z"})
    return thing, path


@pytest.fixture
def world(settings: Any) -> Iterator[World]:
    settings.ALLOWED_HOSTS = ["testserver"]
    w = World()
    w.open_thing, w.open_stream = station("AcikIstasyon", "AcikKonum", "AcikAkis", 1.0, "2020-01-01")
    w.hidden_thing, w.hidden_stream = station(
        "GizliIstasyon", "GizliKonum", "GizliAkis", 424242.5, "2019-07-01"
    )
    made(f"{w.hidden_stream}/Observations", {
        "result": 424243, "phenomenonTime": "2019-07-02T00:00:00Z", "parameters": {"x": "424242"},
        "FeatureOfInterest": {**PLACE, "name": "GizliYer", "feature": {"type": "Point", "coordinates": [3, 4]}},
    })  # fmt: skip
    # A public station may have a stream of its own that is not.
    link = {"Thing": {"@iot.id": int(w.open_thing[7:-1])}}
    w.side_stream = made("Datastreams", stream_body(name="GizliAkis yan", **link))
    made(f"{w.side_stream}/Observations", {"result": 424244, "phenomenonTime": "2019-07-03T00:00:00Z"})
    hidden, side = (int(path[12:-1]) for path in (w.hidden_stream, w.side_stream))
    Datastream.objects.filter(pk__in=[hidden, side]).update(is_public=False)
    Thing.objects.filter(pk=int(w.hidden_thing[7:-1])).update(is_public=False)
    w.feature = made(
        "FeaturesOfInterest", {**PLACE, "name": "Yer", "feature": {"type": "Point", "coordinates": [5, 6]}}
    )
    now = timezone.now()

    def key(**more: Any) -> dict[str, str]:
        return {"authorization": f"Bearer {make_key(name='k', now=now, **more)[1]}"}

    w.who = {
        "visitor": {}, "bound": key(kind="device", datastreams=[Datastream.objects.get(pk=hidden)]),
        "other": key(kind="device", datastreams=[Datastream.objects.get(pk=int(w.open_stream[12:-1]))]),
        **{reach: key(kind="service", reach=reach) for reach in ("read", "observe", "manage")},
        **{role: session_of(role) for role in ("clerk", "mayor", "manager", "administrator")},
        "elsewhere": session_of("administrator", same_site=False),
        "expired": key(kind="service", reach="manage", expires_at=now - timedelta(seconds=1)),
        "unknown": {"x-api-key": "mk_0123456789_x"},
    }  # fmt: skip
    gone, secret = make_key(name="k", kind="service", reach="manage", now=now)
    revoke_key(key_id=gone.pk, now=now)
    w.who["revoked"] = {"authorization": f"Bearer {secret}"}
    forget_believed()
    yield w
    forget_believed()


def ways(w: World) -> list[str]:
    """Every way that leads to something hidden, for one who may see it."""
    hidden = told(
        f"{w.hidden_stream}?$expand=Sensor,ObservedProperty,Observations($expand=FeatureOfInterest)"
    )
    sensor, prop = hidden["Sensor"]["@iot.id"], hidden["ObservedProperty"]["@iot.id"]
    first, second = hidden["Observations"]
    own, named = (one["FeatureOfInterest"]["@iot.id"] for one in (first, second))
    place = told(f"{w.hidden_thing}/Locations")["value"][0]["@iot.id"]
    observation = f"Observations('{first['@iot.id']}')"
    return [
        "Things", "Datastreams", "Observations", "FeaturesOfInterest", "Locations", w.hidden_thing, w.hidden_stream,
        f"{w.hidden_stream}/Observations", observation, f"{observation}/result", f"{observation}/result/$value",
        f"{observation}/Datastream", f"{observation}/FeatureOfInterest", f"{w.hidden_thing}/Datastreams",
        f"{w.hidden_thing}/Locations", f"{w.hidden_thing}/name/$value", f"{w.hidden_stream}/Thing",
        f"{w.open_thing}/Datastreams", f"Sensors({sensor})/Datastreams", f"ObservedProperties({prop})/Datastreams",
        f"FeaturesOfInterest({own})", f"FeaturesOfInterest({named})", f"FeaturesOfInterest({named})/Observations",
        f"Locations({place})", f"Locations({place})/Things", f"Locations({place})/HistoricalLocations?$expand=Thing",
        "HistoricalLocations?$expand=Thing,Locations", f"{w.open_thing}?$expand=Datastreams($expand=Observations)",
        "Things?$expand=Datastreams,Locations", "Sensors?$expand=Datastreams($expand=Observations)",
        "ObservedProperties?$expand=Datastreams($expand=Thing)", "Locations?$expand=Things($expand=Datastreams)",
        "FeaturesOfInterest?$expand=Observations($expand=Datastream)",
        "Datastreams?$expand=Observations($top=1;$orderby=phenomenonTime desc)",
        "Observations?$resultFormat=dataArray", "Observations?$resultFormat=CSV",
        "Things?$resultFormat=GeoJSON&$expand=Datastreams,Locations", "FeaturesOfInterest?$resultFormat=GeoJSON",
        f"{w.hidden_stream}/Observations?$resultFormat=CSV", "Observations?$orderby=result desc&$top=1",
        "Datastreams?$orderby=name desc&$top=2", "Observations?$filter=result gt 400000",
        "Datastreams?$filter=startswith(name,'Gizli')", "Observations?$select=result", "Things?$select=name",
        "Observations?$orderby=Datastream/name desc&$expand=Datastream&$top=1",
    ]  # fmt: skip


def asked_through(w: World) -> list[str]:
    """Questions whose answer holds nothing hidden, and yet would tell something by what it finds."""
    return [
        "Things?$filter=Datastreams/name eq 'GizliAkis yan'",
        "Things?$filter=Datastreams/any(d:d/name eq 'GizliAkis yan')",
        "Things?$filter=Datastreams/Observations/result eq 424244", "Sensors?$filter=Datastreams/name eq 'GizliAkis'",
        "ObservedProperties?$filter=Datastreams/Thing/name eq 'GizliIstasyon'",
        "Sensors?$filter=Datastreams/Observations/any(o:o/result gt 424000)",
        "Sensors?$filter=Datastreams/Thing/Locations/name eq 'GizliKonum'",
        f"{w.hidden_stream}/Observations/$ref",
    ]  # fmt: skip


def seen_in(body: str) -> set[str]:
    return {secret for secret in SECRETS if secret in body}


def test_nothing_hidden_is_read_by_any_way(world: World) -> None:
    for path in ways(world):
        status, body = world.ask("read", "GET", path)
        assert (status, bool(seen_in(body))) == (200, True), (path, body[:300])
        for who in STRANGERS:
            status, body = world.ask(who, "GET", path)
            assert status in (200, 404), (who, path, body[:200])
            assert seen_in(body) == set(), (who, path, body[:500])


def test_all_of_the_staff_and_every_service_key_read_everything(world: World) -> None:
    for path in ways(world):
        for who in READERS:
            status, body = world.ask(who, "GET", path)
            assert (status, bool(seen_in(body))) == (200, True), (who, path, body[:300])


def test_no_question_tells_of_what_is_hidden_by_what_it_finds(world: World) -> None:
    for path in asked_through(world):
        for who, finds in [("read", True), ("visitor", False), ("other", False)]:
            status, body = world.ask(who, "GET", path)
            found = status == 200 and bool(msgspec.json.decode(body)["value"])
            assert found is finds, (who, path, body[:300])


@pytest.mark.parametrize(
    ("path", "all_of_them", "of_strangers"),
    [
        ("Things", 2, 1), ("Datastreams", 3, 1), ("Observations", 4, 1), ("Locations", 2, 1),
        ("HistoricalLocations", 2, 1), ("Observations?$filter=result gt 0", 4, 1), ("Datastreams?$filter=true", 3, 1),
    ],
)  # fmt: skip
def test_counts_are_of_what_is_seen(world: World, path: str, all_of_them: int, of_strangers: int) -> None:
    sign = "&" if "?" in path else "?"
    for who, count in [("read", all_of_them), ("visitor", of_strangers), ("other", of_strangers)]:
        body = world.ask(who, "GET", f"{path}{sign}$count=true&$top=0")[1]
        assert msgspec.json.decode(body)["@iot.count"] == count, (who, body)
    opened = world.ask("visitor", "GET", f"{world.open_thing}?$expand=Datastreams($count=true)")[1]
    assert msgspec.json.decode(opened)["Datastreams@iot.count"] == 1


def test_a_device_sees_its_own_stream_and_no_other_hidden_one(world: World) -> None:
    status, body = world.ask("bound", "GET", world.hidden_stream)
    assert (status, "GizliAkis" in body) == (200, True)
    assert world.ask("bound", "GET", f"{world.hidden_stream}/Observations")[0] == 200
    assert world.ask("bound", "GET", world.side_stream)[0] == 404
    assert "424244" not in world.ask("bound", "GET", "Observations")[1]


OBSERVATION = {"result": 5, "phenomenonTime": "2021-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("who", "hidden", "public"),
    [
        ("visitor", 401, 401), ("bound", 201, 403), ("other", 403, 201), ("read", 403, 403), ("observe", 201, 201),
        ("manage", 201, 201), ("clerk", 201, 201), ("mayor", 403, 403), ("manager", 201, 201),
        ("administrator", 201, 201), ("elsewhere", 403, 403), *((who, 401, 401) for who in OVER),
    ],
)  # fmt: skip
def test_who_may_add_an_observation(world: World, who: str, hidden: int, public: int) -> None:
    for stream, status in [(world.hidden_stream, hidden), (world.open_stream, public)]:
        link = {"Datastream": {"@iot.id": int(stream[12:-1])}}
        before = len(told(f"{stream}/Observations")["value"])
        # By the path of a stream that may not be seen the answer is that there is none.
        unseen = {404} if stream == world.hidden_stream and who in STRANGERS else set()
        assert world.ask(who, "POST", f"{stream}/Observations", OBSERVATION)[0] in {status, *unseen}
        body = {**OBSERVATION, "phenomenonTime": "2021-01-02T00:00:00Z", **link}
        assert world.ask(who, "POST", "Observations", body)[0] == status
        block = [
            {**link, "components": ["phenomenonTime", "result"], "dataArray": [["2021-01-03T00:00:00Z", 1]]}
        ]
        told_status, told_body = world.ask(who, "POST", "CreateObservations", block)
        stored = told_status == 201 and not msgspec.json.decode(told_body)[0].startswith("error")
        assert stored is (status == 201), (who, told_body)
        assert len(told(f"{stream}/Observations")["value"]) - before == (3 if status == 201 else 0), who


def changes(w: World) -> list[tuple[str, str, Any]]:
    """Everything that changes what is registered."""
    key = int(w.open_stream[12:-1])
    inside = stream_body(Thing={"@iot.id": int(w.open_thing[7:-1])})
    observation = told(f"{w.open_stream}/Observations")["value"][0]["@iot.id"]
    return [
        ("POST", "Things", {"name": "a", "description": "b"}), ("POST", "Things", thing_body()),
        ("POST", f"{w.open_thing}/Datastreams", stream_body()), ("PATCH", w.open_thing, {"description": "c"}),
        ("PUT", w.open_thing, {"name": "a", "description": "b"}),
        ("PATCH", f"Observations('{observation}')", {"result": 9}),
        ("POST", f"{w.open_thing}/Locations/$ref", {"@iot.id": told("Locations")["value"][0]["@iot.id"]}),
        ("POST", "Observations", {**OBSERVATION, "Datastream": inside}),
        ("POST", "FeaturesOfInterest", {**PLACE, "name": "f", "feature": {"type": "Point", "coordinates": [0, 0]}}),
        ("DELETE", f"Observations('{observation}')", b""),
        ("DELETE", f"Datastreams({key})/Observations?$filter=true", b""),
        ("DELETE", w.open_stream, b""), ("DELETE", w.open_thing, b""), ("DELETE", "Things?$filter=true", b""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "who", ["visitor", "bound", "other", "read", "observe", "clerk", "mayor", "elsewhere", *OVER]
)
def test_who_may_not_change_what_is_registered(world: World, who: str) -> None:
    before = told("Things?$expand=Datastreams($expand=Observations),Locations,HistoricalLocations")
    status = 401 if who in ("visitor", *OVER) else 403
    for method, path, body in changes(world):
        # Adding an observation is another right; whoever has it may still make no datastream by it.
        assert world.ask(who, method, path, body)[0] == status, (who, method, path)
    requests = [
        {"id": str(n), "method": method, "url": path, **({"body": body} if body else {})}
        for n, (method, path, body) in enumerate(changes(world))
    ]
    told_status, told_body = world.ask(who, "POST", "$batch", {"requests": requests})
    if told_status == 200:
        statuses = {one["status"] for one in msgspec.json.decode(told_body)["responses"]}
        assert statuses == {status}, (who, told_body[:600])
    else:
        assert told_status == status
    assert told("Things?$expand=Datastreams($expand=Observations),Locations,HistoricalLocations") == before


@pytest.mark.parametrize("who", CHANGERS)
def test_who_may_change_what_is_registered(world: World, who: str) -> None:
    for method, path, body in changes(world):
        status, told_body = world.ask(who, method, path, body)
        assert status in (200, 201), (who, method, path, told_body)
    assert told("Things")["value"] == []


def test_a_cookie_alone_changes_nothing_from_another_site(world: World) -> None:
    for site in ("cross-site", "same-site", "none"):
        assert world.ask("elsewhere", "DELETE", world.open_thing, **{"sec-fetch-site": site})[0] == 403, site
    assert world.ask("elsewhere", "DELETE", world.open_thing, origin="http://evil.example")[0] == 403
    assert world.ask("elsewhere", "GET", world.hidden_thing)[0] == 200
    assert world.ask("elsewhere", "DELETE", world.open_thing, origin="http://testserver")[0] == 200


def test_a_device_learns_nothing_of_a_hidden_feature_by_naming_it(world: World) -> None:
    hidden = told(f"{world.side_stream}/Observations?$expand=FeatureOfInterest")["value"][0][
        "FeatureOfInterest"
    ]
    named = told(f"{world.hidden_stream}/Observations?$expand=FeatureOfInterest")["value"][1][
        "FeatureOfInterest"
    ]
    assert hidden["@iot.id"] != named["@iot.id"]
    for long in ({}, {"parameters": {"a": 1}}):
        body = {**OBSERVATION, "FeatureOfInterest": {"@iot.id": named["@iot.id"]}, **long}
        assert world.ask("other", "POST", f"{world.open_stream}/Observations", body)[0] == 403
    rows = [["2021-01-03T00:00:00Z", 1, named["@iot.id"]]]
    block = [{"Datastream": {"@iot.id": int(world.open_stream[12:-1])}, "dataArray": rows,
              "components": ["phenomenonTime", "result", "FeatureOfInterest/id"]}]  # fmt: skip
    assert "error" in world.ask("other", "POST", "CreateObservations", block)[1]
    assert world.ask("other", "GET", f"FeaturesOfInterest({named['@iot.id']})")[0] == 404
    # One that nobody observed yet was made for whoever comes.
    free = {**OBSERVATION, "FeatureOfInterest": {"@iot.id": int(world.feature[19:-1])}}
    assert world.ask("other", "POST", f"{world.open_stream}/Observations", free)[0] == 201


def test_where_a_hidden_thing_stood_stays_hidden_when_it_has_moved(world: World) -> None:
    place = {**PLACE, "name": "Sonraki", "location": {"type": "Point", "coordinates": [7, 8]}}
    made(f"{world.hidden_thing}/Locations", place)
    for path in ("Locations", "HistoricalLocations?$expand=Locations"):
        for who in STRANGERS:
            body = world.ask(who, "GET", path)[1]
            assert "GizliKonum" not in body, who
            assert "Sonraki" not in body, who
        assert "GizliKonum" in world.ask("read", "GET", path)[1]


def test_the_past_hides_what_the_present_hides(world: World) -> None:
    moment = timezone.now().isoformat().replace("+00:00", "Z")
    assert world.ask("manage", "PATCH", world.hidden_stream, {"description": "sonra"})[0] == 200
    assert world.ask("manage", "DELETE", f"{world.hidden_stream}/Observations?$filter=true")[0] == 200
    paths = [f"{name}?$as_of={moment}" for name in ("Things", "Datastreams", "Observations", world.hidden_stream,
             f"{world.hidden_stream}/Observations", world.hidden_thing)]  # fmt: skip

    def compare() -> None:
        for path in paths:
            for who in STRANGERS:
                assert seen_in(world.ask(who, "GET", path)[1]) == set(), (who, path)

    compare()
    assert any(seen_in(world.ask("read", "GET", path)[1]) for path in paths)
    assert world.ask("manage", "DELETE", world.hidden_thing)[0] == 200
    compare()
