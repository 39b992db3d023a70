"""Where keys come from: a file of the home, or an issuer that rotates them, is away, or lies."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import transaction

from meydan.base.connectors.public import connector
from meydan.base.people.oidc.keyset import KeysUnreadable, read_keys
from meydan.base.people.oidc.public import TokenRefused, Why, bearer_of, forget_rings
from meydan.base.people.oidc.standing import keys_are_known
from meydan.base.people.tests.oidc.homes import believing
from meydan.base.people.tests.oidc.issuing import claims, ec_key, issuer_server, jwks, rsa_key, token

__all__ = ["believing"]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def subject(text, now):
    return bearer_of(text, now).subject


def refused(text, now, why):
    with pytest.raises(TokenRefused) as fault:
        bearer_of(text, now)
    assert fault.value.why == why


@pytest.fixture
def town():
    with issuer_server(rsa_key()) as server:
        yield server


@pytest.fixture
def come(town, now):
    """``come(at)``: somebody comes with a token of this issuer, made just then."""

    def with_token(at=now, key=None):
        return subject(token(key or rsa_key(), claims(at, iss=town.issuer)), at)

    return with_token


# --- a set of keys ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        rsa_key("short", bits=1024).public(),
        rsa_key().public(use="enc"),
        rsa_key().public(key_ops=["encrypt"]),
        rsa_key().public(key_ops="verify"),
        rsa_key().public(alg="RS512"),
        rsa_key().public(alg="HS256"),
        rsa_key().public(kty="oct"),
        rsa_key().public(n="!"),
        rsa_key().public(n=5),
        rsa_key().public(e="Ag"),
        rsa_key().public(kid=5),
        rsa_key().public(kid="x" * 300),
        ec_key().public(crv="P-521"),
        ec_key().public(x="AAAA"),
        "rsa-1",
        None,
    ],
)
def test_a_key_that_is_not_for_this_is_passed_over(key):
    with pytest.raises(KeysUnreadable, match="none of its keys"):
        read_keys(json.dumps({"keys": [key]}))
    assert len(read_keys(json.dumps({"keys": [key, ec_key("good").public()]}))) == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"keys": {}}', '{"keys": [], "keys": []}', b"\xff", '{"keys": ' + "[" * 9999]
)
def test_what_is_no_set_of_keys_is_named(text):
    with pytest.raises(KeysUnreadable):
        read_keys(text)
    with pytest.raises(KeysUnreadable, match="at most 100"):
        read_keys(json.dumps({"keys": [ec_key().public()] * 101}))


# --- a file in the home ----------------------------------------------------------------------


def test_the_keys_of_a_file_need_no_way_out(db, believing, now):
    believing([rsa_key(), ec_key()], switched_on=False)
    assert subject(token(ec_key(), claims(now)), now) == "7d1"


def test_a_new_file_counts_at_once_and_a_broken_one_changes_nothing(db, believing, now):
    home = believing([rsa_key()])
    assert subject(token(rsa_key(), claims(now)), now)
    (home.path / "jwks.json").write_text('{"keys": [')
    assert subject(token(rsa_key(), claims(now)), now)
    (home.path / "new").write_text(jwks(rsa_key("rsa-2")))
    (home.path / "new").replace(home.path / "jwks.json")
    assert subject(token(rsa_key("rsa-2"), claims(now)), now)
    refused(token(rsa_key(), claims(now)), now, Why.KEY_UNKNOWN)


def test_a_file_that_is_not_there_lets_nobody_in(db, believing, now):
    home = believing([rsa_key()])
    (home.path / "jwks.json").unlink()
    refused(token(rsa_key(), claims(now)), now, Why.KEYS_AWAY)


# --- the issuer ------------------------------------------------------------------------------

asks = pytest.mark.django_db(transaction=True)


@asks
def test_the_issuer_is_asked_once_for_many_tokens(believing, town, come, now):
    believing(issuer=town.issuer)
    assert {come(now + i * timedelta(seconds=20)) for i in range(100)} == {"7d1"}
    assert town.asked == ["/realms/khoy/.well-known/openid-configuration", "/realms/khoy/keys"]


@asks
def test_an_issuer_that_is_switched_off_is_not_asked(believing, town, come):
    believing(issuer=town.issuer, switched_on=False)
    with pytest.raises(TokenRefused, match="keys of the issuer are not known"):
        come()
    assert town.asked == []
    assert not connector("people.oidc").enabled_by_default


@asks
def test_a_rotated_key_is_learnt_when_it_first_comes(believing, town, come, now):
    believing(issuer=town.issuer)
    come(now)
    town.keys = [rsa_key("rsa-2"), rsa_key()]
    assert come(now + 2 * MINUTE, rsa_key("rsa-2"))
    town.keys = [rsa_key("rsa-2")]
    # The old one is believed until the keys are fetched again, within the hour.
    assert come(now + 30 * MINUTE)
    with pytest.raises(TokenRefused, match="No key of the issuer"):
        come(now + 63 * MINUTE)


@asks
def test_unknown_keys_ask_at_most_once_a_minute(believing, town, come, now):
    believing(issuer=town.issuer)
    come(now)
    for second in range(1, 181):
        with pytest.raises(TokenRefused):
            come(now + timedelta(seconds=second), ec_key(f"guess-{second}"))
    assert town.asked.count("/realms/khoy/keys") == 1 + 3


@asks
def test_while_the_issuer_is_away_its_keys_go_on_even_over_a_restart(believing, town, come, now):
    home = believing(issuer=town.issuer)
    come(now)
    town.is_away = True
    assert come(now + DAY)
    forget_rings()
    assert come(now + 6 * DAY)
    assert json.loads((home.path / "oidc" / "keys.json").read_text())["issuer"] == town.issuer
    with pytest.raises(TokenRefused, match="not known here at the moment"):
        come(now + 8 * DAY)
    town.is_away = False
    assert come(now + 10 * DAY)


@asks
def test_an_issuer_that_was_never_there_lets_nobody_in_and_is_asked_once_a_minute(believing, town, come, now):
    believing(issuer=town.issuer)
    town.is_away = True
    for second in range(50):
        with pytest.raises(TokenRefused, match="not known here at the moment"):
            come(now + timedelta(seconds=second))
    assert len(town.asked) == 1
    town.is_away = False
    assert come(now + 2 * MINUTE)


@asks
def test_keys_that_another_issuer_gave_are_not_taken_over(believing, town, come, now):
    home = believing(issuer=town.issuer)
    come(now)
    believing(issuer="https://baska.example", switched_on=False)
    assert (home.path / "oidc" / "keys.json").exists()
    refused(token(rsa_key(), claims(now, iss="https://baska.example")), now, Why.KEYS_AWAY)


@asks
def test_what_was_kept_and_cannot_be_read_is_fetched_anew(believing, town, come, now):
    home = believing(issuer=town.issuer)
    (home.path / "oidc").mkdir()
    for broken in (
        "",
        "[]",
        '{"issuer": 1}',
        f'{{"issuer": "{town.issuer}", "fetched_at": "x", "jwks": ""}}',
    ):
        (home.path / "oidc" / "keys.json").write_text(broken)
        forget_rings()
        assert come(now)


@asks
@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"jwks_uri": None},
        {"jwks_uri": "http://evil.example/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "//["},
        {"jwks_uri": ["x"]},
    ],
)
def test_a_discovery_document_that_leads_elsewhere_is_not_followed(believing, town, come, lie):
    believing(issuer=town.issuer)
    town.discovery = lie
    with pytest.raises(TokenRefused, match="not known here at the moment"):
        come()
    assert len(town.asked) == 1


@asks
def test_keys_are_not_fetched_in_clear_over_a_network(believing, now, monkeypatch):
    monkeypatch.setattr(
        "meydan.base.people.oidc.fetching.fetch", lambda *_, **__: pytest.fail("somebody was called")
    )
    believing(issuer="http://giris.example")
    refused(token(rsa_key(), claims(now, iss="http://giris.example")), now, Why.KEYS_AWAY)


@asks
def test_nobody_is_called_inside_a_transaction(believing, town, come):
    believing(issuer=town.issuer)
    with transaction.atomic(), pytest.raises(TokenRefused):
        come()
    assert town.asked == []
    assert come()


# --- the doctor ------------------------------------------------------------------------------


def test_the_doctor_says_whether_a_token_could_be_believed(believing, settings):
    home = believing([rsa_key()])
    assert keys_are_known(None).state == "good"
    (home.path / "jwks.json").write_text("{}")
    assert "jwks.json: not a JWKS document" in keys_are_known(None).sentence
    believing()
    assert keys_are_known(None).state == "good"
    believing(switched_on=False)
    found = keys_are_known(None)
    assert (found.state, bool(found.remedy)) == ("bad", True)
    settings.MEYDAN_HOME = type(home)(path=home.path)
    assert keys_are_known(None).state == "good"
