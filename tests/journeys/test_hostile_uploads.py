"""What people upload and whom they are: nothing runs, nothing tells where a photo was taken, nobody is guessed."""

from __future__ import annotations

import io
import logging
import time

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from PIL import Image

from meydan.kernel.cases.public import Case

PHONE = "05321234567"
NAME = "Gülizar Şahinoğlu"


@pytest.fixture
def city(db, pack, settings, tmp_path):
    pack("tr/gumushane")
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.MEDIA_ROOT = tmp_path / "media"
    call_command("load", verbosity=0)
    return Client()


def picture(kind="JPEG", size=(80, 60), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "blue").save(out, kind, **options)
    return out.getvalue()


def located():
    """A photo that tells where it was taken and by which telephone."""
    exif = Image.Exif()
    exif[0x010F] = "Gizli Telefon"
    exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 27.0, 36.0), 3: "E", 4: (39.0, 28.0, 48.0)})
    return picture(exif=exif)


def report(client, *files, **more):
    """Send the report form as a browser would."""
    page = client.get("/report/").content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    fields = {
        "service": "pavement_hole",
        "address": "Cumhuriyet Caddesi 41",
        "description": "Çukur var",
        "token": token,
        "fresh": "1",
    }
    photos = [SimpleUploadedFile(name, body, kind) for name, body, kind in files]
    return client.post("/report/", {**fields, "photos": photos, **more})


@pytest.fixture
def some_service(city):
    from meydan.kernel.cases.public import services

    return next(one.code for one in services() if one.is_anonymous and one.takes_photo)


def huge_png():
    """A small PNG of fifty thousand by fifty thousand pixels."""
    import struct
    import zlib

    def part(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(bytes(10**6)))
        + part(b"IEND", b"")
    )


REFUSED = {
    "svg": (
        "a.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "image/svg+xml",
    ),
    "html": ("a.html", b"<html><script>alert(1)</script>", "text/html"),
    "html called jpg": ("a.jpg", b"<html><script>alert(1)</script>", "image/jpeg"),
    "gif": ("a.gif", picture("GIF"), "image/gif"),
    "bomb": ("a.png", huge_png(), "image/png"),
    "cut": ("a.jpg", picture()[:200], "image/jpeg"),
    "30 MB": ("a.jpg", picture() + bytes(30 * 2**20), "image/jpeg"),
    "nothing": ("a.jpg", b"", "image/jpeg"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_photo_is_refused_kindly_and_not_kept(city, some_service, kind, settings):
    since = time.monotonic()
    answer = report(city, REFUSED[kind], service=some_service)
    assert answer.status_code == 422
    assert time.monotonic() - since < 5
    assert Case.objects.count() == 0
    assert [file for file in settings.MEDIA_ROOT.rglob("*") if file.is_file()] == []


def test_a_photo_that_is_also_a_page_is_drawn_anew_without_its_place(city, some_service, settings, clerk):
    both = located() + b"<html><script>alert(1)</script></html>"
    answer = report(city, ("../../a.html", both, "text/html"), service=some_service)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    kept = [file for file in settings.MEDIA_ROOT.rglob("*") if file.is_file()]
    assert len(kept) == 1
    assert b"script" not in kept[0].read_bytes()
    assert b"Gizli" not in kept[0].read_bytes()
    with Image.open(kept[0]) as image:
        assert dict(image.getexif()) == {}
    document = Case.objects.get().documents.get()
    assert Client().get(f"/files/{document.pk}/").status_code == 404
    served = city.get(f"/files/{document.pk}/")
    body = b"".join(served.streaming_content)
    assert (b"script" in body, b"Gizli" in body) == (False, False)
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served["Content-Security-Policy"]
    assert served["Content-Type"] == "image/jpeg"
    assert "html" not in served["Content-Disposition"]


def test_a_form_sent_twice_is_one_case(city, some_service):
    page = city.get("/report/").content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    answers = {report(city, service=some_service, token=token)["Location"] for _again in range(3)}
    assert (len(answers), Case.objects.count()) == (1, 1)


def test_whoever_reports_is_named_nowhere_but_sealed(city, some_service, caplog, administrator):
    caplog.set_level(logging.DEBUG)
    answer = report(city, service=some_service, name=NAME, phone=PHONE)
    assert answer.status_code == 302
    code = Case.objects.get().code
    call_command("worker", once=True)
    number = PHONE[1:]
    for path in (
        answer["Location"],
        f"/follow/{code}/",
        "/feed/city.json",
        "/feed/indicators.json",
        "/",
        "/search/?q=Gülizar",
    ):
        page = Client().get(path)
        said = page.content.decode() + str(page.headers)
        assert NAME.split()[1] not in said, path
        assert number not in said.replace(" ", ""), path
    assert number not in caplog.text.replace(" ", "")
    assert NAME not in caplog.text
    assert code not in administrator.username
    assert in_tables(number, NAME, NAME.split()[1]) == []


def in_tables(*secrets):
    """Columns of any table in which a secret stands in the open; telephone numbers also under other spacing."""
    found = []
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    said = (
                        value.decode("utf-8", "replace")
                        if isinstance(value, bytes | memoryview)
                        else str(value)
                    )
                    if any(secret in said.replace(" ", "") or secret in said for secret in secrets):
                        found.append(f"{table}.{name}")
    return found


def test_the_inbox_and_its_files_do_not_tell_who_reported(city, some_service, administrator):
    report(city, service=some_service, name=NAME, phone=PHONE)
    city.force_login(administrator)
    for path in ("/desk/", "/desk/?folder=all", "/desk/inbox.csv?folder=all", "/desk/audit/", "/desk/jobs/"):
        said = city.get(path).content.decode()
        assert NAME not in said, path
        assert PHONE[1:] not in said.replace(" ", ""), path


def test_a_session_is_a_new_one_after_signing_in(city, settings):
    settings.MEYDAN_DEMO = True
    city.get("/report/")
    city.cookies[site.SESSION_COOKIE_NAME] = "a" * 32
    city.post("/accounts/demo/clerk/")
    cookie = city.cookies[site.SESSION_COOKIE_NAME]
    assert cookie.value != "a" * 32
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_forgotten_password_is_asked_for_alike_whether_or_not_there_is_an_account(city, django_user_model):
    django_user_model.objects.create_user(
        username="ayse", email="ayse@city.example", password="uzun bir parola"
    )
    known, unknown = (
        city.post("/accounts/password/reset/", {"email": address}, follow=True)
        for address in ("ayse@city.example", "nobody@city.example")
    )
    assert known.redirect_chain == unknown.redirect_chain
