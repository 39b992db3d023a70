"""Which tokens are believed. They are signed here with cryptography alone, so that both sides share no code."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.people.oidc.checking import MOST_BYTES, Expected, good_claims
from meydan.base.people.oidc.keyset import read_keys
from meydan.base.people.oidc.refusals import TokenRefused, Why
from meydan.base.people.tests.oidc.issuing import (
    AUDIENCE,
    ISSUER,
    Key,
    b64,
    claims,
    ec_key,
    ed_key,
    jwks,
    rsa_key,
    sealed,
    token,
    with_secret,
)

KEYS = [rsa_key(), ec_key(), ed_key()]


@pytest.fixture
def check(now):
    return lambda text, **more: checked(text, now, **more)


def checked(text, now, document=None):
    keys = read_keys(document or jwks(*KEYS))

    def find(kid, algorithm):
        found = keys.find(kid, algorithm)
        if found is None:
            raise TokenRefused(Why.KEY_UNKNOWN)
        return found

    return good_claims(text, find, Expected(ISSUER, AUDIENCE), now)


def refused(text, now, why, **more):
    with pytest.raises(TokenRefused) as fault:
        checked(text, now, **more)
    assert fault.value.why == why
    assert str(fault.value).isascii()
    assert '"' not in str(fault.value)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.algorithm)
@pytest.mark.parametrize("typ", ["at+jwt", "application/at+jwt", "JWT", None])
def test_a_good_token_is_believed_whatever_it_is_signed_with(check, now, key, typ):
    said = claims(now, scope="measurements.read")
    assert check(token(key, said, typ=typ)) == said


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.algorithm)
def test_a_changed_letter_anywhere_is_noticed(now, key):
    head, body, signature = token(key, claims(now)).split(".")
    other = b64(json.dumps(claims(now, sub="8e2")).encode())
    refused(f"{head}.{other}.{signature}", now, Why.SIGNATURE)
    bits = bytearray(base64.urlsafe_b64decode(signature + "=="))
    bits[5] ^= 1
    refused(f"{head}.{body}.{b64(bytes(bits))}", now, Why.SIGNATURE)
    refused(f"{head}.{body}.{signature[:-8]}", now, Why.SIGNATURE)


def test_a_key_of_the_same_name_that_is_not_the_issuers_signs_nothing(now):
    for key in (rsa_key(bits=2049), Key(ec_key("other").private, "ec-1", "ES256")):
        refused(token(Key(key.private, key.kid, key.algorithm), claims(now)), now, Why.SIGNATURE)


@pytest.mark.parametrize(
    "algorithm", ["none", "None", "NONE", "", None, 5, ["RS256"], "HS256", "RS512", "PS256", "ES384"]
)
def test_other_algorithms_are_not_on_the_list(now, algorithm):
    head = json.dumps({"typ": "at+jwt", "alg": algorithm, "kid": "rsa-1"})
    refused(sealed(head, claims(now), rsa_key().sign), now, Why.ALGORITHM)


def test_none_without_a_signature_is_not_even_a_token(now):
    refused(sealed('{"alg":"none"}', claims(now), lambda _: b""), now, Why.MALFORMED)
    refused(sealed('{"alg":"none"}', claims(now), lambda _: b"x"), now, Why.ALGORITHM)


@pytest.mark.parametrize(
    "secret", [rsa_key().pem(), json.dumps(rsa_key().public()).encode(), b""], ids=["pem", "jwk", "empty"]
)
def test_a_public_key_is_not_taken_for_a_secret(now, secret):
    head = json.dumps({"typ": "at+jwt", "alg": "HS256", "kid": "rsa-1"})
    refused(sealed(head, claims(now), with_secret(secret)), now, Why.ALGORITHM)
    # And neither under the name of an algorithm that is on the list.
    head = json.dumps({"typ": "at+jwt", "alg": "RS256", "kid": "rsa-1"})
    refused(sealed(head, claims(now), with_secret(secret)), now, Why.SIGNATURE)


def test_a_shared_secret_among_the_keys_is_passed_over(now):
    document = jwks(rsa_key(), {"kty": "oct", "k": b64(b"secret" * 8), "kid": "shared", "alg": "RS256"})
    assert len(read_keys(document)) == 1
    head = json.dumps({"alg": "RS256", "kid": "shared"})
    refused(sealed(head, claims(now), with_secret(b"secret" * 8)), now, Why.KEY_UNKNOWN, document=document)


def test_a_key_signs_with_its_own_algorithm_only(now):
    refused(token(ec_key(), claims(now), kid="rsa-1"), now, Why.KEY_UNKNOWN)
    refused(token(rsa_key(), claims(now), alg="ES256", kid="ec-1"), now, Why.SIGNATURE)


@pytest.mark.parametrize(
    "own",
    [
        {"jwk": rsa_key("mine").public()},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/chain"},
        {"x5c": ["MIIB"]},
        {"jwk": {}},
    ],
    ids=lambda own: next(iter(own)),
)
def test_a_token_does_not_bring_its_own_key(now, own):
    refused(token(rsa_key("mine"), claims(now), **own), now, Why.OWN_KEY)
    refused(token(rsa_key(), claims(now), **own), now, Why.OWN_KEY)


@pytest.mark.parametrize(
    "kid",
    [
        "../../../../dev/null",
        "/etc/passwd",
        "file:///etc/passwd",
        "' OR 1=1 --",
        "rsa-1\x00",
        "RSA-1",
        "rsa-1 ",
        "x" * 300,
        "",
        5,
        ["rsa-1"],
        {"a": 1},
        True,
    ],
)
def test_a_kid_is_compared_and_nothing_else(now, kid):
    refused(token(rsa_key(), claims(now), kid=kid), now, Why.KEY_UNKNOWN)


def test_without_a_kid_the_one_key_that_fits_is_meant_and_never_one_of_two(check, now):
    assert check(token(rsa_key(), claims(now), kid=None))
    both = jwks(rsa_key(), rsa_key("rsa-2"))
    refused(token(rsa_key(), claims(now), kid=None), now, Why.KEY_UNKNOWN, document=both)
    twice = jwks(rsa_key(), Key(rsa_key("rsa-2").private, "rsa-1", "RS256"))
    refused(token(rsa_key(), claims(now)), now, Why.KEY_UNKNOWN, document=twice)


@pytest.mark.parametrize(
    "header", [{"crit": ["exp"]}, {"crit": []}, {"crit": ["b64"], "b64": False}, {"b64": True}]
)
def test_what_must_be_understood_is_not(now, header):
    refused(token(rsa_key(), claims(now), **header), now, Why.CRITICAL)


@pytest.mark.parametrize("typ", ["logout+jwt", "secevent+jwt", "dpop+jwt", "id+jwt", "JOSE", 5, ["at+jwt"]])
def test_tokens_of_another_kind_are_refused(now, typ):
    refused(token(rsa_key(), claims(now), typ=typ), now, Why.KIND)


@pytest.mark.parametrize(
    "more",
    [
        {"nonce": "n"},
        {"at_hash": "h"},
        {"c_hash": "h"},
        {"events": {}},
        {"typ": "ID"},
        {"typ": "Refresh"},
        {"typ": "Bearer", "at_hash": "h"},
    ],
)
def test_an_identity_token_is_no_access_token(now, more):
    refused(token(rsa_key(), claims(now, **more), typ="JWT"), now, Why.KIND)


def test_an_access_token_of_keycloak_may_carry_a_nonce(check, now):
    assert check(token(rsa_key(), claims(now, typ="Bearer", nonce="n"), typ="JWT"))


@pytest.mark.parametrize(
    "issuer", [f"{ISSUER}/", ISSUER.upper(), "https://evil.example", None, [ISSUER], "", {"a": ISSUER}]
)
def test_the_issuer_is_compared_to_the_letter(now, issuer):
    refused(token(rsa_key(), claims(now, iss=issuer)), now, Why.ISSUER)


@pytest.mark.parametrize(
    "audience", ["other", "meydan2", None, [], ["a", "b"], {"meydan": 1}, 5, [["meydan"]], "Meydan"]
)
def test_a_token_for_somebody_else_is_refused(now, audience):
    refused(token(rsa_key(), claims(now, aud=audience)), now, Why.AUDIENCE)


def test_one_of_several_audiences_is_enough(check, now):
    assert check(token(rsa_key(), claims(now, aud=["account", AUDIENCE])))


@pytest.mark.parametrize(
    ("claim", "seconds", "why"),
    [
        ("exp", -59, None),
        ("exp", -60, Why.EXPIRED),
        ("exp", -86_400, Why.EXPIRED),
        ("nbf", 60, None),
        ("nbf", 61, Why.NOT_YET),
        ("iat", 60, None),
        ("iat", 61, Why.NOT_YET),
    ],
)
def test_clocks_may_differ_by_a_minute_and_not_more(check, now, claim, seconds, why):
    said = token(ed_key(), claims(now, **{claim: int(now.timestamp()) + seconds}))
    assert check(said) if why is None else refused(said, now, why) is None


def test_half_seconds_count(check, now):
    said = token(ed_key(), claims(now, exp=now.timestamp() + 0.5, nbf=None, iat=None))
    assert check(said)
    refused(said, now + timedelta(seconds=61), Why.EXPIRED)


@pytest.mark.parametrize("claim", ["exp", "nbf", "iat"])
@pytest.mark.parametrize(
    "value", ['"1900000000"', "true", "[1900000000]", "{}", "1e400", "-1e400", "1" + "0" * 400, "null"]
)
def test_a_time_that_is_no_time_is_refused(now, claim, value):
    said = json.dumps({**claims(now), claim: "HERE"}).replace('"HERE"', value)
    refused(token(ed_key(), said), now, Why.DATES)


def test_a_token_without_an_end_is_refused(now):
    refused(token(ed_key(), claims(now, exp=None)), now, Why.DATES)


@pytest.mark.parametrize(
    "body",
    [
        '{"sub":"admin","sub":"guest",REST}',
        '{"exp":1,REST,"exp":9999999999}',
        '{"realm_access":{"roles":[],"roles":["operator"]},REST}',
        '{"a":[{"b":1,"b":2}],REST}',
        '{"a":NaN,REST}',
        '{"a":Infinity,REST}',
        "[]",
        '"x"',
        "",
        "{",
        '{"a":' + "[" * 3000 + "]" * 3000 + ",REST}",
        '{"a":' + "9" * 5000 + ",REST}",
    ],
)
def test_nothing_is_said_twice_and_nothing_is_guessed(now, body):
    rest = json.dumps(claims(now))[1:-1]
    refused(token(ed_key(), body.replace("REST", rest)), now, Why.MALFORMED)


def test_a_header_that_says_a_thing_twice_is_refused(now):
    for head in (
        '{"alg":"none","alg":"EdDSA","kid":"ed-1"}',
        '{"alg":"EdDSA","kid":"ed-1","kid":"rsa-1"}',
        "[]",
        "{",
    ):
        refused(sealed(head, claims(now), ed_key().sign), now, Why.MALFORMED)


def test_a_huge_token_is_put_down_before_it_is_read(now, monkeypatch):
    monkeypatch.setattr(
        "meydan.base.people.oidc.checking.strict_object", lambda _: pytest.fail("it was read")
    )
    refused("x" * (MOST_BYTES + 1), now, Why.TOO_LARGE)


def test_a_large_token_is_read(check, now):
    said = token(ed_key(), claims(now, roles=["r" * 100] * 100))
    assert 12_000 < len(said) < MOST_BYTES
    assert check(said)


@pytest.mark.parametrize("spoil", ["{}=", " {}", "{}\n", "{}.x", "x.{}", "{}é", "..", "a.b", ".{}", "{}."])
def test_only_the_plain_shape_is_a_token(now, spoil):
    refused(spoil.format(token(ed_key(), claims(now))), now, Why.MALFORMED)


@pytest.mark.parametrize("subject", [None, "", 7, "a\x00b", "x" * 256, ["a"], "\ud800"])
def test_a_token_says_whose_it_is(now, subject):
    refused(token(ed_key(), claims(now, sub=subject)), now, Why.SUBJECT)


def test_a_token_that_is_bound_to_a_key_is_not_taken_from_whoever_brings_it(now):
    refused(token(ed_key(), claims(now, cnf={"jkt": "0ZcOCORZNYy"})), now, Why.BOUND)


@given(text=st.text(alphabet="ey.-_AZ09=\x00é", max_size=200))
def test_any_text_is_refused_with_a_name(text):
    with pytest.raises(TokenRefused):
        checked(text, datetime(2026, 11, 23, tzinfo=UTC))


NAMES = st.sampled_from(["alg", "typ", "kid", "crit", "jwk", "zip", "enc"])
VALUES = st.sampled_from([None, "", "EdDSA", "ed-1", 1, [], {}, True])


@given(st.dictionaries(NAMES, VALUES, max_size=7))
def test_any_header_is_answered_with_a_name_or_belief(header):
    now = datetime(2026, 11, 23, tzinfo=UTC)
    try:
        checked(sealed(json.dumps(header), claims(now), ed_key().sign), now)
    except TokenRefused:
        return
    assert header["alg"] == "EdDSA"
    assert header.get("kid") in ("ed-1", None)
