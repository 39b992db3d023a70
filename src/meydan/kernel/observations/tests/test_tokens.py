"""Tokens at the doors for machines: the same principal as a session or a key, or a 401 that says why."""

from __future__ import annotations

import base64
from datetime import timedelta

import msgspec
import pytest
from django.utils import timezone

from meydan.base.people.public import Holding
from meydan.base.people.tests.factories import account, staff
from meydan.base.people.tests.oidc.homes import believing
from meydan.base.people.tests.oidc.issuing import (
    claims,
    ed_key,
    issuer_server,
    rsa_key,
    sealed,
    token,
    with_secret,
)
from meydan.kernel.observations import principals
from meydan.kernel.observations.models import Datastream
from meydan.kernel.observations.principals import ANYONE, NotRecognised, of_account, of_key
from meydan.kernel.observations.sta.asgi import _in_reader
from meydan.kernel.observations.sta.http import Refusal
from meydan.kernel.observations.sta.who import UNKNOWN_KEY, principal_of, require_observer
from meydan.kernel.observations.tests.factories import stream
from meydan.kernel.observations.tests.sta.asking import whole

__all__ = ["believing"]
pytestmark = [pytest.mark.django_db, pytest.mark.store]
SCOPES = ("read=measurements.read", "observe=measurements.write", "manage=role:operator")


@pytest.fixture(autouse=True)
def _nobody_is_believed_yet():
    principals.forget_believed()


@pytest.fixture
def home(believing):
    return believing([ed_key(), rsa_key()], oidc_scopes=SCOPES)


def told(**said):
    return token(ed_key(), claims(timezone.now(), **said))


def who(**said):
    return of_key(told(**said), timezone.now())


def at_the_door(text, method="GET"):
    return principal_of({"authorization": f"Bearer {text}"}, method)


def rights(principal):
    return principal.reads_all, principal.observes, principal.manages


@pytest.mark.parametrize("role", ["clerk", "inspector", "manager", "mayor", "administrator"])
def test_whoever_works_here_is_the_same_with_a_token_as_with_a_session(home, role):
    person = staff(role)
    assert who(preferred_username=person.username) == of_account(person)


def test_a_scope_adds_nothing_to_what_a_post_gives(home):
    assert not who(preferred_username=staff("clerk").username, roles=["operator"]).manages


def test_a_post_that_ended_opens_nothing(home, now):
    person = staff("manager")
    Holding.objects.filter(account=person).update(to_on="2020-02-01")
    assert rights(who(preferred_username=person.username)) == (False, False, False)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"scope": "openid measurements.read"}, (True, False, False)),
        ({"scope": "measurements.write"}, (True, True, False)),
        ({"realm_access": {"roles": ["operator"]}}, (True, True, True)),
        ({"scope": "operator role:operator measurements"}, (False, False, False)),
        ({}, (False, False, False)),
    ],
)
def test_everybody_else_reaches_what_the_home_gives_to_their_scopes(home, said, expected):
    account("citizen")
    assert rights(who(**said)) == rights(who(**said, preferred_username="citizen")) == expected


def test_a_good_token_without_reach_sees_what_is_public_and_is_told_403_when_it_writes(home):
    principal = who(sub="visitor")
    assert principal.streams_seen("d") == ANYONE.streams_seen("d")
    with pytest.raises(Refusal) as fault:
        require_observer(principal)
    assert fault.value.status == 403


def test_the_name_in_logs_is_never_a_secret_and_never_shared(home):
    assert who(sub="7d1").name == "oidc:7d1"
    strange = [who(sub=odd).name for odd in ("a b", "a:b", "şehir", "x" * 200, "x" * 201, "~7d1")]
    assert len(set(strange)) == len(strange)
    assert all(name.startswith("oidc:~") and len(name) < 60 for name in strange)


def test_a_token_is_believed_five_seconds_and_never_past_its_end(home, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(principals.time, "monotonic", lambda: clock[0])
    person = staff("manager")
    now = timezone.now()
    shown = token(ed_key(), claims(now, preferred_username=person.username))
    ending = token(ed_key(), claims(now, exp=int(now.timestamp()) - 57))
    assert of_key(shown, now).manages
    assert of_key(ending, now)
    Holding.objects.filter(account=person).update(to_on="2020-02-01")
    clock[0] += 4
    assert of_key(shown, now).manages
    with pytest.raises(NotRecognised, match="over"):
        of_key(ending, now + timedelta(seconds=4))
    clock[0] += 2
    assert not of_key(shown, now).manages


def test_keys_go_on_beside_tokens(home):
    with pytest.raises(NotRecognised) as fault:
        of_key("mk_a.b.c_secret", timezone.now())
    assert str(fault.value) == ""
    with pytest.raises(NotRecognised) as fault:
        of_key("a.b.c.d.e", timezone.now())
    assert str(fault.value) == ""


def test_without_an_issuer_a_token_is_an_unknown_key(believing):
    believing([ed_key()], issuer="", oidc_scopes=SCOPES)
    with pytest.raises(Refusal) as fault:
        at_the_door(told(scope="measurements.read"))
    assert (fault.value.status, fault.value.message) == (401, UNKNOWN_KEY)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: told(aud="other"), "meant for somebody else (aud)"),
        (lambda: told(exp=1), "is over (exp)"),
        (lambda: told(nbf=9_999_999_999), "does not count yet"),
        (lambda: told(iss="https://evil.example"), "another issuer"),
        (lambda: token(rsa_key(), claims(timezone.now()), kid="../x"), "No key of the issuer"),
        (lambda: token(rsa_key(), claims(timezone.now()), jku="https://evil.example/keys"), "its own key"),
        (lambda: sealed('{"alg":"HS256"}', claims(timezone.now()), with_secret(rsa_key().pem())), "RS256"),
        (lambda: sealed('{"alg":"none"}', claims(timezone.now()), lambda _: b"0"), "RS256"),
        (lambda: told(sub="x" * 20_000), "larger than 16 KB"),
    ],
)  # fmt: skip
def test_what_is_not_believed_is_told_why_in_the_header_that_clients_read(home, make, words):
    with pytest.raises(Refusal) as fault:
        at_the_door(make())
    assert fault.value.status == 401
    assert words in fault.value.message
    said = dict(fault.value.headers)["WWW-Authenticate"]
    assert (
        said
        == f'Bearer realm="SensorThings", error="invalid_token", error_description="{fault.value.message}"'
    )


def test_no_reason_comes_back_with_words_of_the_sender(home):
    with pytest.raises(Refusal) as fault:
        at_the_door(token(rsa_key(), claims(timezone.now()), kid='"\r\nSet-Cookie: a=b'))
    assert "Cookie" not in str(fault.value.headers)


def test_a_token_is_taken_wherever_a_key_is(home, client):
    shown = told(scope="measurements.write")
    basic = base64.b64encode(f"token:{shown}".encode()).decode()
    for headers in (
        {"authorization": f"bearer {shown}"},
        {"x-api-key": shown},
        {"authorization": f"Basic {basic}"},
    ):
        assert rights(principal_of(headers, "POST")) == (True, True, False)
    for said, status in ((shown, 404), ("a.b.c", 401)):
        headers = {"authorization": f"Bearer {said}"}
        assert (
            client.post("/ingest/no/", b"{}", content_type="application/json", headers=headers).status_code
            == status
        )


def test_through_the_whole_door_a_token_sees_and_changes_what_its_scope_says(home):
    pm = stream()
    Datastream.objects.filter(pk=pm.pk).update(is_public=False)
    read, write = told(scope="measurements.read"), told(sub="station-7", scope="measurements.write")

    def asked(text, method="GET", path="Datastreams", body=b""):
        headers = {"authorization": f"Bearer {text}"} if text else {}
        return _in_reader(method, path, "", {**headers, "content-type": "application/json"}, body)

    assert [len(msgspec.json.decode(whole(asked(text)))["value"]) for text in ("", told(), read)] == [0, 0, 1]
    one = msgspec.json.encode({"phenomenonTime": "2026-11-01T00:00:00Z", "result": 12.5})
    where = f"Datastreams({pm.pk})/Observations"
    assert [asked(text, "POST", where, one).status for text in ("", read, write)] == [404, 403, 201]
    assert [asked(text, "DELETE", f"Datastreams({pm.pk})").status for text in (read, write)] == [403, 403]
    assert asked(told(roles=["operator"]), "DELETE", f"Datastreams({pm.pk})").status in (200, 204)


@pytest.mark.django_db(transaction=True)
def test_an_issuer_on_the_network_is_enough(believing):
    with issuer_server(rsa_key()) as issuer:
        believing(issuer=issuer.issuer, oidc_scopes=SCOPES)
        said = claims(timezone.now(), iss=issuer.issuer, scope="measurements.read")
        assert rights(at_the_door(token(rsa_key(), said))) == (True, False, False)
        assert len(issuer.asked) == 2
