"""Signing in through systems outside, and everything that must not sign anybody in."""

import logging

import pytest
import time_machine

from meydan.base.connectors.scrubbing import ScrubFilter, scrubbed
from meydan.base.people.identity.citizens import erase_citizen, identity_of
from meydan.base.people.models import Citizen, OutsideSession
from meydan.base.people.tests.factories import account
from meydan.base.people.tests.identity.gateway import TCKN, gateway
from meydan.base.people.tests.oidc.issuing import rsa_key, sealed, with_secret

pytestmark = pytest.mark.django_db
IRAN, STAFF, TR = "my_gov_ir", "staff", "edevlet"


@pytest.fixture(autouse=True)
def idp(pack, monkeypatch, now):
    pack("tr/gumushane")
    with time_machine.travel(now, tick=False), gateway(monkeypatch, now) as server:
        server.info = {"nationalCode": "0013542419"}
        yield server


def out(client, code, onward="/plan/"):
    answer = client.get(f"/accounts/outside/{code}/", {"next": onward})
    assert answer.status_code == 302
    return answer.url


def back(client, code, said):
    return client.get(f"/accounts/outside/{code}/back/", said)


def signed_in(client, idp, code=IRAN, **asked):
    return back(client, code, idp.consent(out(client, code, **asked)))


def test_a_citizen_signs_in_and_goes_on_where_they_were(client, idp):
    answer = signed_in(client, idp)
    assert answer.url == "/plan/"
    citizen = Citizen.objects.get()
    assert identity_of(citizen) == {"id": "0013542419", "name": "Ayşe Çelik"}
    assert "Ayşe Çelik" in client.get("/accounts/citizen/").content.decode()


def test_what_is_asked_carries_pkce_state_and_nonce(client, idp):
    where = out(client, IRAN)
    for part in (
        "code_challenge_method=S256",
        "state=",
        "nonce=",
        "response_type=code",
        "scope=openid+profile",
    ):
        assert part in where


def test_neither_number_nor_name_lies_open_in_the_table(client, idp):
    signed_in(client, idp)
    row = Citizen.objects.values().get()
    told = repr(
        {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
    )
    assert "0013542419" not in told
    assert "Çelik" not in told


def test_the_same_citizen_is_known_again_and_can_be_erased(client, idp, now):
    signed_in(client, idp)
    signed_in(client, idp)
    citizen = Citizen.objects.get()
    erase_citizen(citizen=citizen, actor=None, now=now)
    citizen.refresh_from_db()
    assert identity_of(citizen) == {}
    assert "Ayşe" not in client.get("/accounts/citizen/").content.decode()
    signed_in(client, idp)
    assert Citizen.objects.count() == 2


def test_a_citizen_erases_themselves(client, idp):
    signed_in(client, idp)
    client.post("/accounts/citizen/leave/", {"act": "erase"})
    assert Citizen.objects.get().erased_at is not None


def test_a_citizen_is_nobody_at_the_desk(client, idp):
    signed_in(client, idp)
    assert client.get("/desk/").url.startswith("/accounts/login/")


def test_a_colleague_signs_in_by_their_name_here(client, idp):
    account("g.isik", is_staff=True)
    idp.told = {"preferred_username": "g.isik"}
    assert signed_in(client, idp, STAFF, onward="/").url == "/desk/"
    assert client.session["_auth_user_id"]


def test_a_colleague_signs_in_where_the_issuer_tells_names_at_their_own_place_only(client, idp):
    account("g.isik", is_staff=True)
    idp.info = {"preferred_username": "g.isik"}
    assert signed_in(client, idp, STAFF, onward="/").url == "/desk/"
    assert "/userinfo" in idp.asked


def test_the_place_for_names_is_not_asked_where_the_token_says_enough(client, idp):
    account("g.isik", is_staff=True)
    idp.told = {"preferred_username": "g.isik"}
    signed_in(client, idp, STAFF, onward="/")
    assert "/userinfo" not in idp.asked


@pytest.mark.parametrize(
    "told",
    [
        {"preferred_username": "nobody"},
        {"email": "g.isik@example.org", "email_verified": False},
        {"preferred_username": "closed"},
    ],
    ids=["unknown", "address not proved", "closed"],
)
def test_no_stranger_becomes_a_colleague(client, idp, told):
    account("g.isik", is_staff=True, email="g.isik@example.org")
    account("closed", is_staff=True, is_active=False)
    idp.told = told
    assert signed_in(client, idp, STAFF).status_code == 403
    assert "_auth_user_id" not in client.session


# --- attacks ---------------------------------------------------------------------------------


def refused(answer, client):
    assert answer.status_code == 403
    assert not Citizen.objects.exists()
    assert "people_citizen" not in client.session


def test_an_answer_that_nobody_asked_for_is_refused(client, idp):
    said = idp.consent(out(client, IRAN))
    refused(back(client, IRAN, {**said, "state": "x" * 43}), client)
    refused(back(client, IRAN, {"code": said["code"]}), client)


def test_the_answer_of_one_browser_signs_in_no_other(client, idp, django_user_model):
    from django.test import Client

    victim, said = Client(), idp.consent(out(client, IRAN))
    refused(back(victim, IRAN, said), victim)


def test_an_answer_is_good_once(client, idp):
    said = idp.consent(out(client, IRAN))
    assert back(client, IRAN, said).status_code == 302
    assert back(client, IRAN, said).status_code == 403


def test_an_answer_to_one_system_is_not_taken_for_another(client, idp):
    said = idp.consent(out(client, IRAN))
    refused(back(client, STAFF, said), client)


def test_an_answer_that_names_another_issuer_is_refused(client, idp):
    said = idp.consent(out(client, IRAN))
    refused(back(client, IRAN, {**said, "iss": "https://evil.example"}), client)


def test_an_answer_after_a_quarter_of_an_hour_is_too_late(client, idp, now):
    said = idp.consent(out(client, IRAN))
    with time_machine.travel(now.timestamp() + 16 * 60, tick=False):
        refused(back(client, IRAN, said), client)


def test_a_code_of_somebody_elses_sign_in_is_not_taken(client, idp):
    """The attacker slips their own code into the victim's answer: PKCE and the nonce stand in the way."""
    from django.test import Client

    attacker = Client()
    stolen = idp.consent(out(attacker, IRAN))
    said = idp.consent(out(client, IRAN))
    refused(back(client, IRAN, {**said, "code": stolen["code"]}), client)


@pytest.mark.parametrize(
    "told",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["meydan", "another"]},
        {"aud": ["meydan", "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": 99999999999},
        {"sub": ""},
        {"sub": None},
    ],
    ids=str,
)
def test_an_identity_token_that_is_not_for_this_sign_in_is_refused(client, idp, told):
    idp.told = told
    refused(signed_in(client, idp), client)


@pytest.mark.parametrize("how", ["none", "hs256", "stranger", "jwk", "kind"])
def test_a_token_that_the_issuer_did_not_sign_is_refused(client, idp, monkeypatch, how):
    real = idp.id_token

    def forged(nonce=""):
        body = __import__("json").dumps({
            "iss": idp.issuer, "aud": "meydan", "sub": "s-1", "nonce": nonce,
            "iat": int(idp.now.timestamp()), "exp": int(idp.now.timestamp()) + 300,
        })  # fmt: skip
        if how == "none":
            return sealed('{"alg":"none","typ":"JWT"}', body, lambda words: b"")
        if how == "hs256":
            return sealed('{"alg":"HS256","typ":"JWT","kid":"idp-1"}', body, with_secret(idp.key.pem()))
        if how == "stranger":
            return real(nonce, key=rsa_key("idp-1", 3072))
        if how == "jwk":
            return real(nonce, jwk=rsa_key("evil").public())
        return real(nonce, typ="at+jwt")

    monkeypatch.setattr(idp, "id_token", forged)
    refused(signed_in(client, idp), client)


def test_what_is_told_of_somebody_else_is_not_taken(client, idp):
    idp.info = {"sub": "s-2", "nationalCode": "0013542419"}
    refused(signed_in(client, idp), client)


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil",
        "/" + "a" * 600,
    ],
)
def test_nobody_is_sent_to_a_strangers_page(client, idp, onward):
    assert signed_in(client, idp, onward=onward).url == "/"


def test_a_session_planted_before_is_worth_nothing_after(client, idp):
    client.get("/accounts/citizen/")
    client.session.save()
    out(client, IRAN)
    planted = client.session.session_key
    signed_in(client, idp)
    assert client.session.session_key != planted


def test_the_way_back_does_not_follow_a_host_that_a_stranger_names(client, idp, settings):
    settings.ALLOWED_HOSTS = ["*"]
    answer = client.get(f"/accounts/outside/{IRAN}/", headers={"host": "evil.example"})
    assert "evil.example" not in answer.url


def test_a_system_that_is_away_is_said_and_another_way_stays(client, idp):
    idp.shutdown()
    idp.server_close()
    answer = client.get(f"/accounts/outside/{STAFF}/")
    assert answer.status_code == 403
    assert "/accounts/login/" in answer.content.decode()
    idp.serve_forever = lambda **_: None


def test_a_system_that_is_not_set_up_is_not_there(client, idp, monkeypatch):
    from meydan.base.connectors import home_settings

    monkeypatch.setattr(home_settings, "_home_table", lambda code: {})
    assert client.get(f"/accounts/outside/{IRAN}/").status_code == 404
    assert client.get("/accounts/outside/nobody/").status_code == 404


# --- signing out at the system ---------------------------------------------------------------


def told_out(client, token, code=IRAN):
    return client.post(f"/accounts/outside/{code}/signed-out/", {"logout_token": token})


def test_signing_out_there_ends_the_session_here(client, idp):
    from django.test import Client

    signed_in(client, idp)
    assert told_out(Client(), idp.logout_token()).status_code == 200
    assert "people_citizen" not in client.session
    assert not OutsideSession.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"nonce": "n"},
        {"events": None},
        {"events": {}},
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"sub": None, "sid": None},
        {"jti": None},
        {"exp": 1},
    ],
    ids=str,
)
def test_a_logout_token_that_is_none_ends_nothing(client, idp, more):
    signed_in(client, idp)
    assert told_out(client, idp.logout_token(**more)).status_code == 400
    assert client.session["people_citizen"]


def test_an_identity_token_is_no_logout_token_and_the_other_way_round(client, idp):
    signed_in(client, idp)
    assert told_out(client, idp.id_token("n")).status_code == 400


def test_a_logout_token_is_taken_once(client, idp):
    token = idp.logout_token()
    signed_in(client, idp)
    told_out(client, token)
    signed_in(client, idp)
    assert told_out(client, token).status_code == 200
    assert client.session["people_citizen"]


# --- e-Devlet --------------------------------------------------------------------------------


def test_a_citizen_signs_in_through_edevlet(client, idp):
    assert signed_in(client, idp, TR).url == "/plan/"
    assert identity_of(Citizen.objects.get()) == {"id": TCKN, "name": "Ayşe Çelik"}


def test_edevlet_that_says_nobody_signs_in_nobody(client, idp):
    idp.result = "EDV09.999"
    refused(signed_in(client, idp, TR), client)
    idp.result, idp.person = "EDV09.000", {"kimlikNo": "12345678901", "ad": "A", "soyad": "B"}
    refused(signed_in(client, idp, TR), client)


def test_the_token_in_the_address_reaches_no_log(client, idp, caplog):
    with caplog.at_level(logging.DEBUG):
        idp.person = "broken"
        signed_in(client, idp, TR)
    sieve = ScrubFilter()
    lines = []
    for record in caplog.records:
        sieve.filter(record)
        lines.append(record.getMessage())
    assert any("accessToken" in path for path in idp.asked)
    assert "jeton-1" not in "\n".join(lines)


def test_secrets_in_addresses_are_stars():
    line = 'POST "https://x.example/A?accessToken=abc&clientId=7" code=1 state=2 other=3'
    assert (
        scrubbed(line) == 'POST "https://x.example/A?accessToken=***&clientId=7" code=*** state=*** other=3'
    )
