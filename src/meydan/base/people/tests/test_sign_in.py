"""Signing in: the pages, the lock, the second step."""

from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone

from meydan.base.audit.public import entries
from meydan.base.people.lockout import FAILURES, locked_until, note_failure
from meydan.base.people.models import SignInFailure
from meydan.base.people.tests.factories import PASSWORD, account, staff

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture
def member():
    who = account("gulsah", email="gulsah@ornek.tr", is_staff=True)
    who.set_password(PASSWORD)
    who.save()
    return who


def try_password(client, login="gulsah", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": login, "password": password, **more})


def verbs():
    return list(entries().values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("language", "heading", "button"),
    [
        ("tr", "Giriş", "Parolamı unuttum"),
        ("fa", "ورود", "رمزم را فراموش کرده‌ام"),
        ("en", "Sign in", "I forgot my password"),
    ],
)
def test_the_sign_in_page_in_three_languages(client, language, heading, button):
    page = client.get(LOGIN, {"lang": language}, follow=True).content.decode()
    assert f"<h1>{heading}</h1>" in page
    assert button in page
    assert "signup" not in page


def test_a_right_password_opens_the_desk_and_is_written_down(client, member):
    response = try_password(client, next="/desk/units/")
    assert response.url == "/desk/units/"
    assert client.session["_auth_user_id"] == str(member.pk)
    assert verbs() == ["people.signed_in"]


def test_the_email_works_as_a_name(client, member):
    assert try_password(client, login="Gulsah@ornek.tr").status_code == 302


@pytest.mark.parametrize("login", ["gulsah", "nobody"])
def test_a_wrong_password_reads_the_same_whether_or_not_the_account_exists(client, member, login):
    page = try_password(client, login=login, password="wrong").content.decode()
    assert "The name and the password do not belong together" in page
    assert verbs() == ["people.sign_in_failed"]
    assert login not in entries().get().body_text


@pytest.mark.parametrize("login", ["gulsah", "nobody"])
def test_five_failures_rest_the_name_for_a_quarter_of_an_hour(client, member, login):
    for _ in range(FAILURES):
        try_password(client, login=login, password="wrong")
    page = try_password(client, login=login).content.decode()
    assert "so it rests until" in page
    assert "_auth_user_id" not in client.session
    assert verbs()[0] == "people.locked"


def test_the_lock_stands_in_the_database_not_in_this_process(client, member, now):
    for _ in range(FAILURES):
        note_failure(login="gulsah@ornek.tr", now=timezone.now())
    assert "rests until" in try_password(client).content.decode()


def test_the_lock_opens_by_itself_and_counting_begins_anew(member, now):
    for _ in range(FAILURES):
        until = note_failure(login="gulsah", now=now)
    assert until == now + timedelta(minutes=15)
    assert locked_until("GULSAH", now + timedelta(minutes=14)) == until
    later = now + timedelta(minutes=16)
    assert locked_until("gulsah", later) is None
    assert note_failure(login="gulsah", now=later) is None


def test_failures_a_day_apart_are_not_one_attempt(member, now):
    for i in range(8):
        assert note_failure(login="gulsah", now=now + timedelta(hours=i)) is None


def test_a_sign_in_forgets_the_failures_before_it(client, member):
    for _ in range(FAILURES - 1):
        note_failure(login="gulsah", now=timezone.now())
    try_password(client)
    assert not SignInFailure.objects.exists()


def test_signing_out_asks_first_and_is_written_down(client, member):
    client.force_login(member)
    assert "Sign out?" in client.get("/accounts/logout/").content.decode()
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session
    assert verbs()[0] == "people.signed_out"


def test_nobody_makes_an_account_alone(client):
    for method in (client.get, client.post):
        response = method("/accounts/signup/")
    assert response.status_code == 405
    assert "come by invitation" in client.get("/accounts/signup/").content.decode()


def test_a_closed_account_stays_out(client, member):
    member.is_active = False
    member.save()
    assert try_password(client).url == "/accounts/inactive/"
    assert "This account is closed" in client.get("/accounts/inactive/").content.decode()


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def secret(member):
    TOTP.activate(member, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(member)
    return "JBSWY3DPEHPK3PXP"


def test_the_second_step_takes_a_code_in_any_digits(client, member, secret):
    assert try_password(client).url == "/accounts/security/code/"
    assert "Your code, please" in client.get("/accounts/security/code/").content.decode()
    persian = code_of(secret).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    client.post("/accounts/security/code/", {"code": persian})
    assert client.session["_auth_user_id"] == str(member.pk)


def test_wrong_codes_count_as_failed_sign_ins(client, member, secret):
    try_password(client)
    for _ in range(FAILURES):
        page = client.post("/accounts/security/code/", {"code": "000000"}).content.decode()
    assert "This code does not fit" in page
    page = client.post("/accounts/security/code/", {"code": code_of(secret)}).content.decode()
    assert "too many attempts" in page
    assert "_auth_user_id" not in client.session


def test_staff_whose_grace_is_over_are_led_to_the_second_step(client, settings):
    who = staff("clerk", second_step_from_on=timezone.localdate())
    client.force_login(who)
    assert client.get("/desk/units/").url == "/accounts/security/turn-on/"
    settings.MEYDAN_DEMO = True
    assert client.get("/desk/units/").status_code == 200


def test_a_new_colleague_is_told_from_when_a_code_is_asked_for(client, member):
    member.second_step_from_on = timezone.localdate() + timedelta(days=3)
    member.save()
    try_password(client)
    assert "opens only with a code" in client.get("/accounts/security/").content.decode()
    assert (
        "opens only with a code from your telephone" not in client.get("/accounts/security/").content.decode()
    )


def test_within_the_grace_the_desk_opens(client):
    client.force_login(staff("clerk", second_step_from_on=timezone.localdate() + timedelta(days=1)))
    assert client.get("/desk/units/").status_code == 200


def test_setting_the_second_step_up_shows_a_square_and_recovery_codes(client, member):
    try_password(client)
    again = client.get("/accounts/security/turn-on/")
    assert "Is it you?" in client.get(again.url).content.decode()
    assert client.post(again.url, {"password": PASSWORD}).url == "/accounts/security/turn-on/"
    page = client.get("/accounts/security/turn-on/")
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    assert client.post("/accounts/security/turn-on/", {"code": code_of(secret)}).status_code == 302
    codes = client.get("/accounts/security/recovery/")
    assert codes.context["unused_codes"][0] in codes.content.decode()
    assert client.get("/accounts/security/recovery/file/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "security/",
        "password/change/",
        "security/turn-on/",
        "security/turn-off/",
        "security/recovery/",
        "security/recovery/new/",
        "reauthenticate/",
        "security/code-again/",
    ],
)
def test_what_belongs_to_an_account_asks_to_sign_in(client, path):
    assert client.get(f"/accounts/{path}").url.startswith(LOGIN)


@pytest.mark.parametrize(
    "path", ["security/", "password/change/", "security/turn-off/", "security/recovery/new/"]
)
@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_the_pages_of_an_account_open(client, member, secret, path, language):
    try_password(client)
    client.post("/accounts/security/code/", {"code": code_of(secret)})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    response = client.get(f"/accounts/{path}", {"lang": language}, follow=True)
    assert response.request["PATH_INFO"] == f"/accounts/{path}"
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


def test_a_forgotten_password_is_set_with_the_link_of_a_letter(client, member, monkeypatch):
    letters = []
    monkeypatch.setattr(
        "meydan.base.people.adapter.send_reset_letter", lambda **letter: letters.append(letter)
    )
    for email in ("nobody@ornek.tr", "gulsah@ornek.tr"):
        page = client.post("/accounts/password/reset/", {"email": email}, follow=True).content.decode()
        assert "Look into your e-mail" in page
    (letter,) = letters
    assert letter["email"] == "gulsah@ornek.tr"
    form = client.get(letter["link"], follow=True)
    new = {"password1": "uc-kelime-yan-yana", "password2": "uc-kelime-yan-yana"}
    assert "Your password is set" in client.post(form.request["PATH_INFO"], new, follow=True).content.decode()
    assert try_password(client, password="uc-kelime-yan-yana").status_code == 302
    client.post("/accounts/logout/")
    assert "This link no longer works" in client.get(letter["link"], follow=True).content.decode()


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("tr", "Yeni parola bağlantınız"),
        ("fa", "پیوند رمز تازهٔ شما"),
        ("en", "Your link for a new password"),
    ],
)
def test_the_letter_is_in_the_language_of_the_account(member, language, subject):
    from meydan.base.notify.wording import wording

    words = wording(
        "password_reset",
        language=language,
        channel="email",
        context={"name": "Gülşah", "link": "http://x/?a=1&b"},
    )
    assert words.subject == subject
    assert "http://x/?a=1&b" in words.body
    assert "Gülşah" in words.body


def test_the_letter_is_handed_to_notify(client, member):
    from meydan.base.notify.public import Message

    member.language = "fa"
    member.save()
    client.post("/accounts/password/reset/", {"email": "gulsah@ornek.tr"})
    assert [(row.template, row.language) for row in Message.objects.all()] == [("password_reset", "fa")]


def test_who_came_in_without_a_password_is_led_to_a_link_for_one(client):
    who = account("parolasiz", is_staff=True)
    who.set_unusable_password()
    who.save()
    client.force_login(who)
    answer = client.get("/accounts/password/change/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/reset/")
