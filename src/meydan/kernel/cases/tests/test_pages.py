"""What a person sees: reporting, following and the catalogue."""

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from meydan.base.notify.public import Message
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.models import Case, Document
from meydan.kernel.cases.tests.factories import case, picture, service
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


def photo(name="a.jpg"):
    return SimpleUploadedFile(name, picture().getvalue(), content_type="image/jpeg")


def filled(**changes):
    return {
        "service": "road_fault",
        "address": "Cumhuriyet Caddesi 41",
        "description": "Kaldırımda derin bir çukur var",
        "token": "t1",
        **changes,
    }


SAID = {
    "tr": ("Ne bozuk, nerede?", "Bildirimi gönder", "Bildiriminiz bizde", "Takip kodunuz", "14 Aralık 2026"),
    "fa": ("چه خراب است و کجا؟", "فرستادن گزارش", "گزارش شما رسید", "کد پیگیری شما", "۲۳ آذر ۱۴۰۵"),
    "en": (
        "What is wrong, and where?",
        "Send the report",
        "We have your report",
        "Your tracking code",
        "2026",
    ),
}


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_a_report_is_one_page_and_ends_with_a_code_in_every_language(client, settings, language):
    service()
    in_language(client, settings, language)
    title, button, thanks, code_label, _day = SAID[language]
    page = words(client.get("/report/"))
    assert title in page
    assert button in page
    sent = client.post("/report/", filled(photos=photo(), phone="0532 123 45 67"))
    assert sent.status_code == 302
    made = Case.objects.get()
    receipt = words(client.get(sent.url))
    assert thanks in receipt
    assert code_label in receipt
    assert made.code in receipt
    assert made.documents.count() == 1
    assert made.reporter.language == language
    assert "5321234567" not in receipt


def test_the_receipt_says_the_day_the_catalogue_promises(client, settings):
    service()
    made = case(now=timezone.now())
    shown = words(client.get(f"/report/{made.code}/"))
    from meydan.base.locale.public import format_day

    assert format_day(made.due_at) in shown
    assert "10 iş günü" in shown


def test_a_report_without_a_place_or_words_is_told_what_to_mend_and_keeps_its_photo(client):
    service()
    back = client.post("/report/", filled(address="", description="", photos=photo()))
    assert back.status_code == 422
    page = words(back)
    assert "Adresi yazın" in page
    assert "Birkaç söz yazın" in page
    assert Document.objects.get().case is None
    assert "1 fotoğraf" in page
    sent = client.post("/report/", filled())
    assert sent.status_code == 302
    assert Document.objects.get().case == Case.objects.get()


def test_a_point_alone_is_enough(client):
    service()
    assert client.post("/report/", filled(address="", lon="39.48", lat="40.46")).status_code == 302
    assert Case.objects.get().lon == 39.48


def test_sending_twice_opens_one_case(client):
    service()
    first, second = client.post("/report/", filled()), client.post("/report/", filled())
    assert first.url == second.url
    assert Case.objects.count() == 1


def test_a_script_that_fills_the_hidden_box_opens_nothing(client):
    service()
    assert client.post("/report/", filled(website="http://spam")).status_code == 302
    assert not Case.objects.exists()


def test_a_flood_from_one_address_is_slowed_and_others_are_not(client):
    service()
    answers = [client.post("/report/", filled(token=f"t{n}", fresh="1")).status_code for n in range(10)]
    assert answers.count(302) == 8
    assert answers[-1] == 429
    assert client.post("/report/", filled(token="else", fresh="1"), REMOTE_ADDR="10.0.0.9").status_code == 302


@pytest.mark.parametrize("name", ["evil.svg", "evil.html", "evil.jpg"])
def test_a_file_that_is_no_photo_is_refused(client, name):
    service()
    evil = SimpleUploadedFile(name, b"<svg onload=alert(1)>", content_type="image/jpeg")
    back = client.post("/report/", filled(photos=evil))
    assert back.status_code == 422
    assert "fotoğraf değil" in words(back)
    assert not Document.objects.exists()


def test_an_address_is_looked_up_without_a_map_and_nothing_typed_is_lost(client, now):
    from meydan.kernel.places.public import PlaceRow, ensure_layer, store_places

    service()
    layer = ensure_layer(code="squares", names={"tr": "Meydanlar"}, geometry="point")
    row = PlaceRow(
        key="a",
        names={"tr": "Atatürk Meydanı"},
        geometry=shapely.Point(39.48, 40.46),
        properties={},
        address="",
    )
    store_places(layer=layer, rows=[row], is_sample=False, now=now)
    page = client.post("/report/", filled(address="ataturk meydani", find="1", photos=photo()))
    assert page.status_code == 200
    assert "Atatürk Meydanı" in words(page)
    assert "derin bir çukur" in words(page)
    assert "1 fotoğraf" in words(page)
    found = page.context["found"][0]
    client.post("/report/", filled(address="ataturk meydani", place=found.pk))
    assert (Case.objects.get().lon, Case.objects.get().documents.count()) == (39.48, 1)


def test_an_officer_reports_for_somebody_who_rang(client):
    service()
    officer = staff("clerk", "works")
    client.force_login(officer)
    for turn in range(10):
        sent = client.post("/report/", filled(token=f"t{turn}", source="muhtar", fresh="1"))
        assert sent.status_code == 302
    made = Case.objects.order_by("pk").first()
    assert made.source == "muhtar"
    assert public.history(made)[0].actor == officer


def test_sample_cases_go_with_one_command_and_real_ones_stay(now):
    from meydan.kernel.cases.operations.loading import remove_sample

    kept, gone = case(now=now), case(now=now, is_sample=True)
    assert remove_sample(now) == 1
    assert list(Case.objects.values_list("pk", flat=True)) == [kept.pk]
    assert gone.pk != kept.pk


def test_a_service_that_needs_a_person_asks_for_one(client):
    service("information", is_anonymous=False, kind="information")
    back = client.post("/report/", filled(service="information", address=""))
    assert back.status_code == 422
    assert (
        client.post(
            "/report/", filled(service="information", address="", name="Ayşe", phone="0532 123 45 67")
        ).status_code
        == 302
    )


def test_the_reporter_is_written_to_in_their_language(client, settings):
    service()
    in_language(client, settings, "fa")
    client.post("/report/", filled(phone="0532 123 45 67"))
    letter = Message.objects.get()
    assert (letter.channel, letter.language) == ("sms", "fa")


# --- following -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "said"),
    [("tr", "Talebiniz bize ulaştı"), ("fa", "درخواست شما به ما رسید"), ("en", "We have your request")],
)
def test_everyone_with_the_code_sees_the_state_and_nothing_personal(client, settings, language, said):
    made = case(
        description="Ayşe Hanım'ın evi önünde",
        reporter=public.Reporter(name="Ayşe Çelik", phone="+905321234567"),
        now=timezone.now(),
    )
    in_language(client, settings, language)
    page = words(client.get(f"/follow/{made.code}/"))
    assert said in page
    assert made.code in page
    for personal in ("Ayşe", "5321234567", "123 45 67"):
        assert personal not in page


def test_a_code_is_found_however_it_is_typed_and_a_wrong_one_is_answered_kindly(client):
    made = case(now=timezone.now())
    found = client.post("/follow/", {"code": made.code.lower().replace("-", " ")})
    assert found.url == f"/follow/{made.code}/"
    wrong = client.post("/follow/", {"code": "GM-2222-22"})
    assert wrong.status_code == 404
    assert "bildirim bulamadık" in words(wrong)


def test_guessing_codes_is_slowed(client):
    for _try in range(20):
        client.post("/follow/", {"code": "GM-2222-22"})
    assert "dakika sonra" in words(client.post("/follow/", {"code": "GM-2222-22"}))


def test_the_phone_opens_the_letters_and_a_wrong_one_does_not(client):
    service()
    officer = staff("manager", "works")
    made = case(now=timezone.now(), reporter=public.Reporter(phone="+905321234567"))
    public.message_reporter(case_id=made.pk, text="Kapı numarası kaç?", actor=officer, now=timezone.now())
    path = f"/follow/{made.code}/"
    assert "Kapı numarası" not in words(client.get(path))
    assert client.post(path, {"act": "phone", "phone": "0532 000 00 00"}).status_code == 422
    assert client.post(path, {"act": "phone", "phone": "0532 123 45 67"}).status_code == 302
    assert "Kapı numarası" in words(client.get(path))
    client.post(path, {"act": "message", "words": "41 numara"})
    assert [event.words.text for event in public.history(made) if event.verb == "message_in"] == ["41 numara"]


def test_after_closing_one_question_is_asked(client):
    service()
    officer = staff("manager", "works")
    made = case(now=timezone.now(), reporter=public.Reporter(phone="+905321234567"))
    public.advance(
        case_id=made.pk,
        transition="refuse_received",
        actor=officer,
        now=timezone.now(),
        note="Karayollarının",
    )
    path = f"/follow/{made.code}/"
    client.post(path, {"act": "phone", "phone": "0532 123 45 67"})
    assert "Şimdi olması gerektiği gibi mi" in words(client.get(path))
    client.post(path, {"act": "answer", "satisfied": "no"})
    made.refresh_from_db()
    assert made.is_satisfied is False


# --- catalogue -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("tr", "Belediye benim için ne yapar"),
        ("fa", "شهرداری برای من چه می‌کند"),
        ("en", "What does the municipality do"),
    ],
)
def test_the_catalogue_names_service_unit_and_time(client, settings, language, said):
    service(group="streets")
    in_language(client, settings, language)
    page = words(client.get("/services/"))
    assert said in page
    assert {"tr": "10 iş günü", "fa": "۱۰ روز کاری", "en": "10 working days"}[language] in page
    assert client.get("/services/road_fault/").status_code == 200
    assert client.get("/services/moon/").status_code == 404


# --- files -----------------------------------------------------------------------------------
def test_a_photo_is_for_staff_and_its_reporter_and_cannot_run(client, clerk):
    made = case(now=timezone.now(), photos=[picture()])
    path = f"/files/{made.documents.get().pk}/"
    assert client.get(path).status_code == 404
    client.force_login(clerk)
    shown = client.get(path)
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")


@pytest.mark.parametrize(("city", "example"), [("tr/gumushane", "GM-7K2Q-X9"), ("ir/khoy", "KH-7K2Q-X9")])
def test_the_example_of_a_code_is_one_of_this_city(client, pack, city, example):
    pack(city)
    assert example in words(client.get("/follow/"))
