"""Invited people set a password once; visitors of a demo home click once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from meydan.base.audit.public import entries
from meydan.base.people.models import Account, Invitation
from meydan.base.people.operations import InvitationSpent, accept_invitation, invite, open_invitation
from meydan.base.people.queries import roles_of
from meydan.base.people.tests.factories import account, post, staff, unit

pytestmark = pytest.mark.django_db
WORDS = {"password1": "kar-yağınca-yol", "password2": "kar-yağınca-yol"}


def test_a_link_sets_the_password_once_and_opens_the_desk(client):
    made = invite(username="osman", display_name="Osman Şıh", post=post("clerk-x"), now=timezone.now())
    address = f"/accounts/invitation/{made.token}/"
    assert "Welcome, Osman Şıh" in client.get(address).content.decode()
    assert client.post(address, WORDS).url == "/desk/"
    who = Account.objects.get(username="osman")
    assert who.check_password("kar-yağınca-yol")
    assert who.second_step_from_on == timezone.localdate() + timedelta(days=7)
    client.logout()
    spent = client.get(address)
    assert spent.status_code == 410
    assert "This link no longer works" in spent.content.decode()


def test_two_clicks_at_once_use_the_link_once(now, monkeypatch):
    made = invite(username="osman", now=now)
    seen_by_both = open_invitation(made.token, now)
    accept_invitation(token=made.token, password="first", now=now)
    monkeypatch.setattr("meydan.base.people.operations.open_invitation", lambda token, at: seen_by_both)
    with pytest.raises(InvitationSpent):
        accept_invitation(token=made.token, password="second", now=now)
    assert Account.objects.get(username="osman").check_password("first")


def test_two_passwords_that_differ_leave_the_link_usable(client):
    made = invite(username="osman", now=timezone.now())
    address = f"/accounts/invitation/{made.token}/"
    page = client.post(address, {**WORDS, "password2": "another"})
    assert page.status_code == 422
    assert "The two passwords differ" in page.content.decode()
    assert client.get(address).status_code == 200


def test_a_weak_password_is_refused(client):
    made = invite(username="osman", now=timezone.now())
    page = client.post(f"/accounts/invitation/{made.token}/", {"password1": "1234", "password2": "1234"})
    assert page.status_code == 422


def test_a_link_older_than_seven_days_is_refused(now):
    made = invite(username="osman", now=now)
    assert open_invitation(made.token, now + timedelta(days=6, hours=23))
    with pytest.raises(InvitationSpent):
        accept_invitation(token=made.token, password="x", now=now + timedelta(days=7))


def test_a_newer_link_replaces_the_older(now):
    older = invite(username="osman", now=now)
    newer = invite(username="osman", now=now)
    with pytest.raises(InvitationSpent):
        open_invitation(older.token, now)
    assert open_invitation(newer.token, now).account == older.account


def test_the_token_itself_is_kept_nowhere(now):
    made = invite(username="osman", now=now)
    assert made.token not in str(list(Invitation.objects.values()))
    assert made.token not in str(list(entries().values()))


def test_somebody_with_a_second_step_is_not_let_in_by_the_link_alone(client, now):
    from allauth.mfa.totp.internal.auth import TOTP

    made = invite(username="osman", now=timezone.now())
    TOTP.activate(made.account, "JBSWY3DPEHPK3PXP")
    assert client.post(f"/accounts/invitation/{made.token}/", WORDS).url == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_the_command_prints_a_link_and_gives_a_post(client):
    unit("municipality")
    out = StringIO()
    call_command("invite", "ayse", "--role", "administrator", "--unit", "municipality", stdout=out)
    address = out.getvalue().splitlines()[-1].removeprefix("http://127.0.0.1:8000")
    assert client.get(address).status_code == 200
    assert roles_of(Account.objects.get(username="ayse")) == {"administrator"}
    call_command("invite", "fatma", "--role", "administrator", stdout=out)
    assert roles_of(Account.objects.get(username="fatma")) == {"administrator"}


def test_a_lost_telephone_is_forgotten_by_the_command(client):
    from allauth.mfa.totp.internal.auth import TOTP

    from meydan.base.people.second_step import has_second_step, second_step_is_due

    who = staff("clerk")
    TOTP.activate(who, "JBSWY3DPEHPK3PXP")
    call_command("invite", who.username, "--drop-code", stdout=StringIO())
    who.refresh_from_db()
    assert not has_second_step(who)
    assert second_step_is_due(who)
    assert entries()[0].verb == "people.code_dropped"


def test_the_command_names_what_it_does_not_know():
    with pytest.raises(CommandError, match="No unit has the code 'moon'"):
        call_command("invite", "ayse", "--role", "clerk", "--unit", "moon")
    with pytest.raises(CommandError, match="No post has the code 'moon'"):
        call_command("invite", "ayse", "--post", "moon")


@pytest.mark.parametrize("role", ["citizen", "clerk", "inspector", "mayor", "administrator"])
def test_one_click_is_refused_where_the_home_is_no_demo(client, role):
    assert client.post(f"/accounts/demo/{role}/").status_code == 404
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("role", "page"),
    [("citizen", "/"), ("clerk", "/desk/"), ("inspector", "/desk/"), ("mayor", "/plan/")],
)
def test_one_click_signs_in_on_a_demo_home(client, settings, role, page):
    settings.MEYDAN_DEMO = True
    for _ in range(2):
        assert client.post(f"/accounts/demo/{role}/").url == page
    who = Account.objects.get(username=f"demo-{role}")
    assert client.session["_auth_user_id"] == str(who.pk)
    assert who.is_sample
    assert not who.has_usable_password()
    assert roles_of(who) == ({role} - {"citizen"})


def test_looking_alone_signs_nobody_in(client, settings):
    settings.MEYDAN_DEMO = True
    assert client.get("/accounts/demo/clerk/").status_code == 405
    assert client.post("/accounts/demo/emperor/").status_code == 404


def test_the_demo_clerk_takes_vacant_posts_and_leaves_the_others(client, settings):
    settings.MEYDAN_DEMO = True
    town = unit("town")
    real = staff("clerk", town)
    vacant = [post("clerk-a", at=unit("parks", town)), post("clerk-b", at=unit("roads", town))]
    post("inspector-a", "inspector", town)
    client.post("/accounts/demo/clerk/")
    demo = Account.objects.get(username="demo-clerk")
    assert {held.post for held in demo.holdings.all()} == set(vacant)
    assert roles_of(real) == {"clerk"}


def test_a_demo_home_offers_the_roles_and_another_does_not(client, settings):
    assert "demo-" not in client.get("/accounts/login/").content.decode()
    assert "/accounts/demo/" not in client.get("/accounts/login/").content.decode()
    settings.MEYDAN_DEMO = True
    page = client.get("/accounts/login/?next=/desk/units/").content.decode()
    assert "/accounts/demo/mayor/" in page
    assert client.post("/accounts/demo/clerk/", {"next": "/desk/units/"}).url == "/desk/units/"
    assert client.post("/accounts/demo/clerk/", {"next": "https://evil.example/"}).url == "/desk/"


def test_no_password_opens_a_demo_account(client, settings):
    settings.MEYDAN_DEMO = True
    client.post("/accounts/demo/clerk/")
    client.logout()
    for password in ("", "!demo", "demo"):
        client.post("/accounts/login/", {"login": "demo-clerk", "password": password})
        assert "_auth_user_id" not in client.session


def test_an_invited_citizen_lands_on_the_front_page(client):
    made = invite(username="hasan", now=timezone.now())
    assert account().pk != made.account.pk
    assert client.post(f"/accounts/invitation/{made.token}/", WORDS).url == "/"
