"""What officers see and press, in three languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff
from meydan.domains.warnings.models import (
    Contact,
    PublicWarning,
    PublishedMessage,
)
from meydan.domains.warnings.operations import drafting
from meydan.domains.warnings.tests.factories import content, draft, published
from meydan.kernel.places.public import PlaceRow, ensure_layer, store_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
HOUR = timedelta(hours=1)


def now() -> Any:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def neighbourhoods() -> None:
    layer = ensure_layer("neighbourhoods", names={"tr": "Mahalleler"}, geometry="area")
    rows = [
        PlaceRow(
            "karsiyaka", {"tr": "Karşıyaka", "fa": "کارشی‌یاکا"}, shapely.box(39.47, 40.45, 39.48, 40.46)
        ),
        PlaceRow("bag", {"tr": "Bağlarbaşı", "fa": "باغلارباشی"}, shapely.box(39.48, 40.45, 39.49, 40.46)),
    ]
    store_places(layer=layer, rows=rows, is_sample=True, now=now())


def as_one(client: Client, account: Account) -> Client:
    client.force_login(account)
    return client


def typed(**fields: Any) -> dict[str, Any]:
    """What an officer types for a river, in the English of a clerk."""
    end = timezone.localtime(now() + 6 * HOUR)
    words = {
        "tr": ("Taşkın", "Dere taşabilir", "Dere yükseliyor.", "Uzak durun."),
        "fa": ("سیلاب", "احتمال طغیان", "آب بالا می‌آید.", "دور شوید."),
        "en": ("Flood", "The river may flood", "It is rising.", "Keep away."),
    }
    told = {
        f"{part}_{code}": text
        for code, texts in words.items()
        for part, text in zip(("event", "headline", "description", "instruction"), texts, strict=True)
    }
    return {
        **told, "cap_status": "Actual", "category": "Met", "severity": "Severe", "urgency": "Expected",
        "certainty": "Likely", "responses": ["Avoid"], "ends_on": f"{end:%Y-%m-%d}", "ends_at": f"{end:%H:%M}",
        "coordinates": "40.46,39.47 40.46,39.49 40.47,39.48", "area_tr": "Dere boyu", "area_fa": "کنار رود",
        "area_en": "Along the river", **fields,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("tr", ["İnsanlar neyi bilmeli?", "Birini bekleyenler", "Harşit taşabilir", "Taslak"]),
        ("fa", ["مردم چه باید بدانند؟", "در انتظار کسی", "احتمال طغیان رودخانه", "پیش‌نویس"]),
        ("en", ["What must people know?", "Waiting for somebody", "The Harşit may flood", "Draft"]),
    ],
)
def test_the_desk_shows_what_waits(client: Client, language: str, told: list[str]) -> None:
    draft(now=now())
    page = as_one(client, staff("clerk")).get(reverse("warnings:desk"), {"lang": language}).content.decode()
    for words in told:
        assert words in page


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("tr", ["Hava kirli: duyarlı olanlar", "Sel ve dere taşkını", "Orman yangını"]),
        ("fa", ["هوا آلوده است", "سیل و طغیان رودخانه", "آتش‌سوزی جنگل و مرتع"]),
        ("en", ["The air is polluted", "Flood and river", "Forest fire"]),
    ],
)
def test_a_new_warning_begins_with_ready_words(
    client: Client, loaded: None, language: str, told: list[str]
) -> None:
    page = as_one(client, staff("clerk")).get(reverse("warnings:new"), {"lang": language}).content.decode()
    for words in told:
        assert words in page


def test_a_template_fills_the_page_in_three_languages(client: Client, loaded: None) -> None:
    address = reverse("warnings:write")
    page = (
        as_one(client, staff("clerk"))
        .get(address, {"template": "river_flood", "lang": "en"})
        .content.decode()
    )
    for words in ("Dere taşabilir", "احتمال طغیان رودخانه", "The river may flood", "Schools (0)"):
        assert words in page
    assert client.get(address, {"template": "volcano"}).status_code == 404


def test_a_draft_is_written_without_a_script_and_shown_as_people_will_read_it(client: Client) -> None:
    clerk = staff("clerk")
    answer = as_one(client, clerk).post(reverse("warnings:write"), typed(), follow=True)
    made = PublicWarning.objects.get()
    assert made.drafted_by == clerk
    assert made.shape().equals(shapely.Polygon([(39.47, 40.46), (39.49, 40.46), (39.48, 40.47)]))
    page = answer.content.decode()
    for words in ("Dere taşabilir", "احتمال طغیان", "The river may flood", "Dere boyu"):
        assert words in page
    assert "error-summary" not in page


def test_ticked_neighbourhoods_become_one_area_with_their_names(client: Client, neighbourhoods: None) -> None:
    given = typed(coordinates="", places=["neighbourhoods/karsiyaka", "neighbourhoods/bag"],
                  area_tr="", area_fa="", area_en="")  # fmt: skip
    as_one(client, staff("clerk")).post(reverse("warnings:write"), given)
    made = PublicWarning.objects.get()
    assert made.shape().equals(shapely.box(39.47, 40.45, 39.49, 40.46))
    assert made.area_names["tr"] == "Bağlarbaşı, Karşıyaka"
    assert made.area_names["fa"] == "باغلارباشی، کارشی‌یاکا"
    page = client.get(reverse("warnings:edit", args=[made.identifier])).content.decode()
    assert page.count("checked") >= 2


def test_the_whole_city_is_an_area(client: Client) -> None:
    as_one(client, staff("clerk")).post(reverse("warnings:write"), typed(coordinates="", whole_city="on"))
    assert PublicWarning.objects.get().shape().bounds == (39.40, 40.41, 39.56, 40.51)


def test_persian_digits_and_commas_are_read_in_coordinates_and_times(client: Client) -> None:
    given = typed(coordinates="۴۰٫۴۶،۳۹٫۴۸ ۲٫۵", ends_on="۱۴۰۵/۱۲/۰۱", ends_at="۱۴:۳۰")
    as_one(client, staff("clerk")).post(f"{reverse('warnings:write')}?lang=fa", given)
    made = PublicWarning.objects.get()
    assert made.circles == [[40.46, 39.48, 2.5]]
    assert made.expires_at.isoformat() == "2027-02-20T11:30:00+00:00"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"coordinates": "40.46,39.47 here"}, "1. satır ne çokgen ne daire"),
        ({"coordinates": "40.46,39.47 40.47,39.48"}, "1. satır ne çokgen ne daire"),
        ({"ends_at": "25:00"}, "Bu bir saat değil"),
        ({"ends_at": ""}, "Hem günü hem saati yazın."),
        ({"headline_tr": "a" * 161}, "160"),
    ],
)
def test_a_slip_of_the_pen_is_said_and_nothing_is_lost(
    client: Client, fields: dict[str, str], said: str
) -> None:
    answer = as_one(client, staff("clerk")).post(f"{reverse('warnings:write')}?lang=tr", typed(**fields))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Dere yükseliyor." in page
    assert PublicWarning.objects.count() == 0


def test_an_unfinished_draft_is_kept_and_its_faults_stand_on_its_page(client: Client) -> None:
    given = typed(
        instruction_fa="", coordinates="39.47,40.46 39.49,40.46 39.48,40.47", ends_on="", ends_at=""
    )
    page = as_one(client, staff("clerk")).post(f"{reverse('warnings:write')}?lang=en", given, follow=True)
    words = page.content.decode()
    assert "In Persian, what to do is empty." in words
    assert "longitude and latitude are swapped" in words
    assert "The warning has no end." in words
    mayor = as_one(client, staff("mayor")).get(page.request["PATH_INFO"], {"lang": "en"}).content.decode()
    assert "Approve and send out" not in mayor


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("tr", ["Onayla ve yayımla", "Kime bildirilir", "Kısa mesaj olarak", "henüz kimse"]),
        ("fa", ["تأیید و انتشار", "به چه کسانی خبر داده می‌شود", "به شکل پیامک", "هنوز هیچ‌کس"]),
        ("en", ["Approve and send out", "Who is told", "As a text message", "nobody yet"]),
    ],
)
def test_the_second_person_reads_all_languages_and_who_is_told(
    client: Client, language: str, told: list[str]
) -> None:
    made = draft(now=now())
    page = as_one(client, staff("mayor")).get(
        reverse("warnings:review", args=[made.identifier]), {"lang": language}
    )
    words = page.content.decode()
    for one in (*told, "Dereden uzak durun.", "از رودخانه دور شوید.", "Keep away from it."):
        assert one in words


def press(client: Client, step: str, made: PublicWarning, **fields: Any) -> Any:
    given = {"version": made.version, **fields}
    return client.post(f"{reverse(f'warnings:{step}', args=[made.identifier])}?lang=en", given)


def test_the_drafter_sees_no_button_to_approve_and_pressing_it_anyway_is_refused(client: Client) -> None:
    manager = staff("manager")
    made = draft(manager, now=now())
    page = as_one(client, manager).get(reverse("warnings:review", args=[made.identifier]), {"lang": "en"})
    assert "Approve and send out" not in page.content.decode()
    assert "Somebody else must approve it" in page.content.decode()
    answer = press(client, "approve", made, publish="1")
    assert answer.status_code == 403
    assert "You wrote a part of this warning" in answer.content.decode()
    assert PublishedMessage.objects.count() == 0


def test_a_clerk_may_not_even_press(client: Client) -> None:
    made = draft(now=now())
    assert press(as_one(client, staff("clerk")), "approve", made).status_code == 403
    assert press(client, "publish", made).status_code == 403


def test_one_press_of_the_second_person_sends_it_out(client: Client) -> None:
    made = draft(now=now())
    answer = press(as_one(client, staff("mayor")), "approve", made, publish="1")
    assert answer.status_code == 302
    assert PublishedMessage.objects.get().warning == made
    page = client.get(answer["Location"], {"lang": "en"}).content.decode()
    for words in ("The warning is out.", "How it went out", "Write a newer version", "Warning published"):
        assert words in page


def test_approving_without_sending_leaves_it_for_later(client: Client) -> None:
    made = draft(now=now())
    press(as_one(client, staff("mayor")), "approve", made, publish="0")
    assert PublishedMessage.objects.count() == 0
    assert press(client, "publish", made).status_code == 302
    assert PublishedMessage.objects.count() == 1


def test_two_who_press_at_once_publish_once(client: Client) -> None:
    made = draft(now=now())
    assert press(as_one(client, staff("mayor")), "approve", made, publish="1").status_code == 302
    second = press(as_one(client, staff("manager")), "approve", made, publish="1")
    assert second.status_code == 409
    assert "left the house" in second.content.decode()
    assert PublishedMessage.objects.count() == 1


def test_what_changed_while_it_was_read_is_shown_again_not_sent(client: Client) -> None:
    made = draft(now=now())
    drafting.rewrite(
        identifier=made.identifier,
        content=content(now()),
        actor=staff("clerk"),
        now=now(),
        expected_version=1,
    )
    answer = press(as_one(client, staff("mayor")), "approve", made, publish="1")
    assert answer.status_code == 409
    assert "Read it again" in answer.content.decode()


def test_sending_back_tells_the_drafter_what_to_change(client: Client) -> None:
    made = draft(now=now())
    assert press(as_one(client, staff("mayor")), "send_back", made, reason="").status_code == 422
    press(client, "send_back", made, reason="Saati düzeltin")
    page = as_one(client, staff("clerk")).get(reverse("warnings:review", args=[made.identifier]))
    assert "Saati düzeltin" in page.content.decode()


def test_an_update_begins_with_the_old_words_and_a_cancellation_with_its_own(client: Client) -> None:
    made = published(now())
    answer = press(as_one(client, staff("clerk")), "update", made)
    page = client.get(answer["Location"]).content.decode()
    assert "Dere yükseliyor." in page
    drafting.drop_draft(
        identifier=PublicWarning.objects.latest("pk").identifier, actor=staff("clerk"), now=now()
    )
    answer = press(client, "cancel", made)
    page = client.get(answer["Location"]).content.decode()
    assert "Sona erdi: Harşit taşabilir" in page
    assert "پایان یافت: احتمال طغیان رودخانه" in page
    assert press(client, "update", made).status_code == 409


def test_a_draft_of_the_platform_says_where_it_comes_from_and_asks_to_be_taken_up(
    client: Client, loaded: None
) -> None:
    from meydan.domains.warnings.public import draft_warning

    given = {"template": "air_pollution", "source_ref": "observations.alert:7", "now": now()}
    made = draft_warning(source_text="PM2.5 71 µg/m³, Karşıyaka", **given)
    assert draft_warning(source_text="again", **given).pk == made.pk
    page = as_one(client, staff("clerk")).get(
        reverse("warnings:review", args=[made.identifier]), {"lang": "en"}
    )
    assert "PM2.5 71 µg/m³, Karşıyaka" in page.content.decode()
    assert "Take it up" in page.content.decode()
    assert press(client, "take_up", made).status_code == 302


def test_a_demonstration_warns_nobody_for_real(client: Client, settings: Any) -> None:
    settings.MEYDAN_DEMO = True
    page = as_one(client, staff("clerk")).get(reverse("warnings:write"), {"lang": "en"}).content.decode()
    assert 'value="Exercise"' in page
    assert 'value="Actual"' not in page


def test_a_visitor_is_sent_to_sign_in_and_a_stranger_page_is_not_found(client: Client) -> None:
    made = draft(now=now())
    for name in ("desk", "new", "write", "lists"):
        assert client.get(reverse(f"warnings:{name}")).status_code == 302
    assert client.get(reverse("warnings:review", args=[made.identifier])).status_code == 302
    assert as_one(client, staff("clerk")).get("/desk/warnings/none/").status_code == 404


# --- lists -----------------------------------------------------------------------------------


def test_the_keeper_adds_brings_in_and_takes_off(client: Client, loaded: None) -> None:
    as_one(client, staff("manager"))
    address = reverse("warnings:list", args=["schools"])
    given = {
        "name": "Atatürk İlkokulu",
        "address": "0532 111 22 33",
        "language": "tr",
        "agreed_on": "2026-09-01",
    }
    client.post(address, given)
    sheet = "name,address,language,agreed_on\nمدرسه رازی,0532 111 22 44,fa,2026-09-01\n".encode()
    client.post(
        reverse("warnings:sheet", args=["schools"]), {"sheet": SimpleUploadedFile("okullar.csv", sheet)}
    )
    page = client.get(address, {"lang": "en"}).content.decode()
    for words in ("Atatürk İlkokulu", "مدرسه رازی", "+90 ••• 33"):
        assert words in page
    assert "111 22" not in page
    first = Contact.objects.order_by("pk")[0]
    client.post(reverse("warnings:stop", args=["schools", first.pk]))
    assert "Atatürk" not in client.get(address).content.decode()


def test_faults_of_a_table_are_named_by_line(client: Client, loaded: None) -> None:
    as_one(client, staff("manager"))
    sheet = b"name,address,language,agreed_on\nx,hello,tr,2026-09-01\n"
    answer = client.post(f"{reverse('warnings:sheet', args=['schools'])}?lang=fa",
                         {"sheet": SimpleUploadedFile("a.csv", sheet)})  # fmt: skip
    assert "سطر ۲: این نه شمارهٔ همراه است" in answer.content.decode()


def test_the_mayor_does_not_read_numbers(client: Client, loaded: None) -> None:
    as_one(client, staff("mayor"))
    assert client.get(reverse("warnings:lists")).status_code == 200
    assert client.get(reverse("warnings:list", args=["schools"])).status_code == 403


@pytest.mark.parametrize(
    ("language", "words"),
    [("tr", "Çizgiyle çevir"), ("fa", "کشیدن محدوده"), ("en", "Draw an outline")],
)
def test_the_form_has_a_map_to_draw_on_that_writes_into_the_box_of_coordinates(
    client: Client, neighbourhoods: None, language: str, words: str
) -> None:
    page = as_one(client, staff("clerk")).get(reverse("warnings:write"), {"lang": language}).content.decode()
    assert 'data-draw="id_coordinates"' in page
    assert words in page
    assert 'name="places"' in page


def test_a_draft_of_ticked_places_shows_them_on_its_map_and_what_was_typed_stands_in_the_box(
    client: Client, neighbourhoods: None
) -> None:
    clerk = staff("clerk")
    both = typed(places=["neighbourhoods/bag"], coordinates="40.46,39.48 1.5")
    as_one(client, clerk).post(reverse("warnings:write"), both)
    made = PublicWarning.objects.get()
    page = client.get(reverse("warnings:edit", args=[made.identifier]), {"lang": "tr"})
    assert [item["title"] for item in page.context["items"]] == ["Bağlarbaşı"]
    assert page.context["form"]["coordinates"].value() == "40.46,39.48 1.5"
