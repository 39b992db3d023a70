"""Whose a token is: an account of this home if the chosen claim names one, never one that it only looks like."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from meydan.base.people.oidc.public import TokenRefused, Why, bearer_of
from meydan.base.people.tests.factories import account
from meydan.base.people.tests.oidc.homes import believing
from meydan.base.people.tests.oidc.issuing import claims, ed_key, token

__all__ = ["believing"]
pytestmark = [pytest.mark.django_db, pytest.mark.store]


@pytest.fixture
def bearer(believing, now):
    believing([ed_key()])
    return lambda **said: bearer_of(token(ed_key(), claims(now, **said)), now)


def refused(bearer, why, **said):
    with pytest.raises(TokenRefused) as fault:
        bearer(**said)
    assert fault.value.why == why


def test_the_user_name_counts_first_and_then_the_verified_address(bearer):
    gulsah, razi = account("g.isik", email="isik@sehir.example"), account("razi", email="razi@sehir.example")
    assert (
        bearer(preferred_username="g.isik", email="razi@sehir.example", email_verified=True).account == gulsah
    )
    assert (
        bearer(preferred_username="elsewhere", email="Razi@Sehir.example", email_verified=True).account
        == razi
    )
    assert bearer(preferred_username="nobody").account is None


@pytest.mark.parametrize("verified", [None, False, "true", 1])
def test_an_address_that_the_issuer_did_not_verify_is_nobodys(bearer, verified):
    account("razi", email="razi@sehir.example")
    assert bearer(email="razi@sehir.example", email_verified=verified).account is None


@pytest.mark.parametrize(
    "lookalike", ["razı@sehir.example", "razi@şehir.example", "RAZİ@sehir.example", "ra\u212ai@sehir.example"]
)
def test_an_address_that_only_looks_like_a_colleagues_is_nobodys(bearer, lookalike):
    account("razi", email="razi@sehir.example")
    account("raki", email="raki@sehir.example")
    assert bearer(email=lookalike, email_verified=True).account is None


@pytest.mark.parametrize(
    "name", ["G.isik", "g.ısik", " g.isik", "g.isik\x00", "\ud800", "g" * 300, 5, ["g.isik"], ""]
)
def test_a_user_name_is_compared_to_the_letter(bearer, name):
    account("g.isik")
    assert bearer(preferred_username=name).account is None


def test_the_claim_that_the_home_names_is_the_only_one(believing, now):
    believing([ed_key()], oidc_account_claim="sicil")
    mine, other = account("4711"), account("g.isik")
    found = bearer_of(token(ed_key(), claims(now, sicil="4711", preferred_username="g.isik")), now)
    assert found.account == mine
    assert bearer_of(token(ed_key(), claims(now, preferred_username=other.username)), now).account is None


def test_a_closed_account_is_refused_and_not_taken_for_a_stranger(bearer):
    account("gone", is_active=False)
    refused(bearer, Why.ACCOUNT_CLOSED, preferred_username="gone", scope="measurements.read")


def test_a_sample_account_is_nobody_once_the_home_is_no_demo(bearer, settings):
    account("sample", is_sample=True)
    refused(bearer, Why.ACCOUNT_CLOSED, preferred_username="sample")
    settings.MEYDAN_DEMO = True
    assert bearer(preferred_username="sample").account is not None


@pytest.mark.parametrize("amr", [None, [], ["pwd"], "pwd", {"mfa": 1}, [["mfa"]]])
def test_an_account_with_a_second_step_needs_it_at_the_issuer_too(bearer, now, amr):
    who = account("admin.a")
    Authenticator.objects.create(user=who, type=Authenticator.Type.TOTP, data={})
    account("due", second_step_from_on=(now - timedelta(days=2000)).date())
    for name in ("admin.a", "due"):
        refused(bearer, Why.SECOND_STEP, preferred_username=name, amr=amr)
        assert bearer(preferred_username=name, amr=["pwd", "otp"]).account is not None


def test_scopes_and_roles_are_gathered_where_issuers_write_them(bearer):
    said = {
        "scope": "openid read",
        "scp": ["write"],
        "roles": ["operator"],
        "realm_access": {"roles": ["clerk", 5]},
        "resource_access": {"meydan": {"roles": ["su"]}, "other": {"roles": ["boss"]}},
    }
    assert bearer(**said).granted == {"openid", "read", "write", "role:operator", "role:clerk", "role:su"}


def test_a_scope_does_not_pass_for_a_role(bearer):
    assert bearer(scope="role:operator role: read").granted == {"read"}


@pytest.mark.parametrize("odd", [5, None, {"a": "b"}, [1, None], True])
def test_odd_shapes_grant_nothing(bearer, odd):
    said = dict.fromkeys(("scope", "scp", "roles", "realm_access", "resource_access"), odd)
    assert bearer(**said).granted == frozenset()


def test_a_token_is_good_until_its_end_and_the_minute_that_clocks_may_differ(bearer):
    assert bearer().left_s == 360
