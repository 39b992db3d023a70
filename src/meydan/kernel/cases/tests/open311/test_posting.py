"""Programs of others report through the Open311 door: each report once, and nothing hidden in its photos."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from meydan.base.packs.public import current, loaders
from meydan.kernel.cases.models import Case, CaseEvent, CaseWords, Document, Open311Key, ReportTrace
from meydan.kernel.cases.open311.attributes import Attribute, forget_attributes, register_attributes
from meydan.kernel.cases.open311.keys import make_key, revoke_key
from meydan.kernel.cases.operations import flood
from meydan.kernel.cases.operations.photos import media_path
from meydan.kernel.cases.privacy import open_text
from meydan.kernel.cases.tests.factories import MONDAY, case, picture, service
from meydan.kernel.cases.tests.open311.asking import ROOT, a_key, from_xml, post, report, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def key():
    service(group="streets")
    return a_key()


def photo(name="a.jpg", **picture_of):
    return SimpleUploadedFile(name, picture(**picture_of).getvalue(), content_type="image/jpeg")


def test_a_report_becomes_a_case_and_its_number_is_told_in_a_list(client, key):
    status, told = post(client, report(api_key=key))
    assert status == 201
    (row,) = told
    one = Case.objects.get(pk=row["service_request_id"])
    assert (one.source, one.description, one.lat, one.lon) == (
        "api",
        "Kaldırımda derin bir çukur var",
        40.4603,
        39.4814,
    )
    assert open_text(one.reporter.name_sealed) == "Gülşah Işık"
    assert open_text(one.reporter.phone_sealed) == "+905321234567"
    assert open_text(one.reporter.email_sealed) == "gulsah@example.com"
    assert row["service_notice"]
    assert rows(client, f"requests/{one.pk}.json")[0]["status"] == "open"


def test_a_report_in_xml_is_answered_in_xml(client, key):
    answer = client.post(f"{ROOT}/requests.xml", report(api_key=key))
    (row,) = from_xml(answer.content)
    assert Case.objects.filter(pk=row["service_request_id"]).exists()


def test_a_form_that_is_only_encoded_is_taken_as_well(client, key):
    body = f"api_key={key}&service_code=road_fault&lat=40.46&long=39.48&description=%C3%87ukur"
    answer = client.post(
        f"{ROOT}/requests.json", body, content_type="application/x-www-form-urlencoded; charset=utf-8"
    )
    assert answer.status_code == 201
    assert Case.objects.get().description == "Çukur"


def test_photos_are_drawn_anew_without_what_they_say_about_their_place(client, key):
    exif = Image.Exif()
    exif[0x010F] = "Gizli Telefon"
    exif.get_ifd(0x8825)[2] = (40.0, 27.0, 36.0)
    status, told = post(client, report(api_key=key, media=photo(exif=exif)))
    assert status == 201
    document = Document.objects.get(case=told[0]["service_request_id"])
    kept = media_path(document.sha256)
    with Image.open(kept) as image:
        assert dict(image.getexif()) == {}
    assert b"Gizli" not in kept.read_bytes()


@pytest.mark.parametrize(
    "media",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 40,
        b"\xff\xd8\xff",
        b"",
    ],
)
def test_a_file_that_is_no_photo_is_refused_and_no_case_is_opened(client, key, media):
    status, told = post(client, report(api_key=key, media=SimpleUploadedFile("a.jpg", media or b" ")))
    assert (status, told[0]["code"]) == (400, 400)
    assert not Case.objects.exists()


def test_without_a_key_nothing_is_taken(client, key):
    for shown in ({}, {"api_key": "o311_x_y"}, {"api_key": key[:-1]}, {"api_key": "' OR 1=1"}):
        status, told = post(client, report(**shown))
        assert (status, told[0]["code"]) == (403, 403)
    revoke_key(key_id=Open311Key.objects.get().pk, now=MONDAY)
    assert post(client, report(api_key=key))[0] == 403
    assert not Case.objects.exists()


def test_a_key_is_kept_as_a_digest_alone(key):
    kept = Open311Key.objects.get()
    assert key not in str(kept.__dict__)
    assert len(kept.digest) == 64


WRONG = [
    ({"service_code": ""}, 400, "service_code"), ({"service_code": "none"}, 404, "service_code"),
    ({"lat": "", "long": ""}, 400, "where"), ({"lat": "40.4", "long": ""}, 400, "together"),
    ({"lat": "400"}, 400, "lat"), ({"long": "nan"}, 400, "long"), ({"email": "x"}, 400, "email"),
    ({"phone": "12"}, 400, "phone"), ({"description": "x" * 4001}, 400, "description"),
    ({"description": "a\0b"}, 400, "description"), ({"address_string": "y" * 301}, 400, "address_string"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "status", "named"), WRONG)
def test_what_is_missing_or_wrong_is_named(client, key, change, status, named):
    got, told = post(client, report(api_key=key, **change))
    assert got == status
    assert named in told[0]["description"]
    assert not Case.objects.exists()


def test_a_service_that_answers_to_a_person_asks_who(client, key):
    service("complaint", group="voice", is_anonymous=False)
    form = report(api_key=key, service_code="complaint", lat="", long="")
    assert post(client, {**form, "first_name": "", "last_name": ""})[0] == 400
    assert post(client, {**form, "phone": "", "email": ""})[0] == 400
    assert post(client, {**form, "phone": ""})[0] == 201


@pytest.fixture
def asked_more():
    kind = Attribute("kind", "Tür", "singlevaluelist", is_required=True, values={"a": "Asfalt", "b": "Beton"})
    register_attributes(lambda _: [kind], name="test")
    yield
    forget_attributes("test")


def test_what_a_form_asks_is_required_checked_and_written_down(client, key, asked_more):
    assert "kind" in post(client, report(api_key=key))[1][0]["description"]
    assert post(client, report(api_key=key, **{"attribute[kind]": "c"}))[0] == 400
    assert post(client, report(api_key=key, **{"attribute[kind]": "b"}))[0] == 201
    assert "Tür: b" in CaseWords.objects.get(event__verb="noted").text


# --- once ------------------------------------------------------------------------------------


def test_the_same_report_sent_again_is_the_same_case(client, key):
    first, again = post(client, report(api_key=key)), post(client, report(api_key=key))
    assert (first[0], again[0]) == (201, 200)
    assert first[1][0]["service_request_id"] == again[1][0]["service_request_id"]
    assert post(client, report(api_key=key, description="Başka"))[0] == 201
    assert CaseEvent.objects.filter(verb="noted").count() == 2


def test_the_same_words_a_week_later_are_a_new_report(client, key):
    with time_machine.travel(MONDAY, tick=False):
        post(client, report(api_key=key))
    with time_machine.travel(MONDAY + timedelta(hours=20), tick=False):
        assert post(client, report(api_key=key))[0] == 200
    with time_machine.travel(MONDAY + timedelta(days=7), tick=False):
        assert post(client, report(api_key=key))[0] == 201


def test_a_sender_may_name_a_sending_and_two_senders_do_not_meet(client, key):
    first = post(client, report(api_key=key), **{"Idempotency-Key": "42"})
    again = post(client, report(api_key=key, description="yeniden"), **{"Idempotency-Key": "42"})
    assert (first[1], again[0]) == (again[1], 200)
    assert post(client, report(api_key=a_key("Başka")), **{"Idempotency-Key": "42"})[0] == 201


# --- hostile ---------------------------------------------------------------------------------

XXE = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><service_requests>&e;</service_requests>"""


@pytest.mark.parametrize("kind", ["text/xml", "application/json", "text/plain", ""])
@pytest.mark.parametrize("path", ["requests.xml", "servicerequestupdates.xml"])
def test_a_body_that_is_no_form_is_refused_unread(client, key, kind, path):
    answer = client.post(f"{ROOT}/{path}?api_key={key}", XXE, content_type=kind)
    assert answer.status_code == 400
    assert b"root:" not in answer.content
    assert from_xml(answer.content)[0]["code"] == "400"


def test_a_broken_multipart_body_is_refused(client, key):
    answer = client.post(
        f"{ROOT}/requests.json", b"--x\r\nrubbish", content_type="multipart/form-data; boundary="
    )
    assert answer.status_code == 400
    assert answer.json()[0]["code"] == 400


def test_thousands_of_fields_are_refused(client, key):
    body = "&".join(f"f{number}=1" for number in range(3000))
    answer = client.post(f"{ROOT}/requests.json", body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()[0]["code"]) == (400, 400)


def test_a_body_that_says_it_is_huge_is_refused_unread(client, key):
    answer = client.post(
        f"{ROOT}/requests.json", b"x", content_type="application/x-www-form-urlencoded",
        headers={"Content-Length": str(10**12)},
    )  # fmt: skip
    assert answer.status_code == 413


def test_a_flood_from_one_key_is_slowed_and_others_are_not(client, key, monkeypatch):
    monkeypatch.setitem(flood.LIMITS, "open311", (timedelta(minutes=10), 3))
    statuses = [post(client, report(api_key=key, description=str(n)))[0] for n in range(5)]
    assert statuses == [201, 201, 201, 429, 429]
    answer = client.post(f"{ROOT}/requests.json", report(api_key=key, description="x"))
    assert int(answer["Retry-After"]) > 0
    assert post(client, report(api_key=a_key("Başka")))[0] == 201
    # What was taken already is answered as before: a repeated sending is no flood.
    assert post(client, report(api_key=key, description="0"))[0] == 200
    assert ReportTrace.objects.count() == 4


# --- updates ---------------------------------------------------------------------------------


def test_word_about_a_request_reaches_the_office_once_and_moves_nothing(client, key):
    one = case(service=service())
    form = {
        "api_key": key,
        "service_request_id": one.pk,
        "update_id": "u7",
        "description": "Çukur büyüdü",
        "status": "closed",
    }
    first, again = (post(client, form, "servicerequestupdates.json") for _ in range(2))
    assert (first[0], again[0]) == (201, 200)
    assert first[1] == again[1]
    words = CaseWords.objects.get(event__verb="message_in").text
    assert "Çukur büyüdü" in words
    assert "closed" in words
    one.refresh_from_db()
    assert one.closed_at is None
    assert "Çukur büyüdü" not in str(rows(client, "servicerequestupdates.json"))


def test_word_about_what_is_not_public_or_without_a_key_is_refused(client, key):
    hidden = case(service=service("hidden", is_public=False))
    form = {"service_request_id": hidden.pk, "description": "x"}
    assert post(client, {**form, "api_key": key}, "servicerequestupdates.json")[0] == 404
    assert post(client, form, "servicerequestupdates.json")[0] == 403
    assert post(client, {"api_key": key}, "servicerequestupdates.json")[0] == 400


def test_keys_of_the_same_second_differ():
    made = {make_key(name="x", now=MONDAY)[1] for _ in range(20)}
    assert len(made) == 20


def test_what_a_shipped_form_asks_is_told_and_demanded(client, key):
    forms = next(one for one in loaders() if one.section == "forms")
    forms.load(current(), MONDAY, False)
    asked = service("road_closure", form="road_closure")
    told = client.get(f"{ROOT}/services/{asked.code}.json").json()["attributes"]
    required = [one["code"] for one in told if one["required"]]
    assert required
    status, fault = post(client, report(api_key=key, service_code=asked.code))
    assert (status, fault[0]["description"]) == (400, f"attribute[{required[0]}] was not provided.")
