"""The pages of ideas, as people and officers open them, without a line of script."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from meydan.base.notify.public import Message
from meydan.base.notify.sealing import unseal
from meydan.base.people.tests.factories import staff
from meydan.domains.participation.models import (
    Comment,
    Flag,
    Follower,
    Hiding,
    Outcome,
    Proposal,
    ProposalPhoto,
    Support,
)
from meydan.domains.participation.operations.proposals import comment, media_path
from meydan.domains.participation.tests.ideas import somebody, written
from meydan.kernel.strategy.tests.factories import action as action_of

pytestmark = pytest.mark.django_db
PHONE = "0532 123 45 67"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def code_sent() -> str:
    message = Message.objects.filter(template="phone_code").order_by("pk").last()
    assert message is not None
    found = re.search(r"\b\d{6}\b", unseal(bytes(message.body_sealed)))
    assert found
    return found[0]


def proven(client: Client, phone: str = PHONE, back: str = "/proposals/") -> str:
    client.post("/proposals/phone/", {"phone": phone, "next": back})
    answer = client.post("/proposals/phone/", {"phone": phone, "next": back, "proof": code_sent()})
    assert answer.status_code == 302
    return str(answer["Location"])


def idea(**said: str) -> dict[str, str]:
    return {
        "title": "Çarşıya gölge", "category": "green", "what": "Üç ağaç dikilsin.", "why": "", "address": "",
        "lon": "", "lat": "", "signed_as": "", "token": "t" * 30, **said,
    }  # fmt: skip


def picture_with_place() -> SimpleUploadedFile:
    """A JPEG whose EXIF says where and with what it was taken."""
    image, exif = Image.new("RGB", (60, 40), "green"), Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x8825] = {1: "N", 2: (40.0, 27.0, 0.0)}
    held = io.BytesIO()
    image.save(held, "JPEG", exif=exif)
    assert b"SecretCamera" in held.getvalue()
    return SimpleUploadedFile("a.jpg", held.getvalue(), content_type="image/jpeg")


def test_nobody_needs_an_account_a_phone_code_is_enough_and_an_idea_is_published(
    client: Client, city: None
) -> None:
    first = client.get("/proposals/new/")
    assert first["Location"] == "/proposals/phone/?next=%2Fproposals%2Fnew%2F"
    assert proven(client, back="/proposals/new/") == "/proposals/new/"
    answer = client.post("/proposals/new/", {**idea(), "photos": picture_with_place(), "wants_news": "on"})
    assert answer.status_code == 302
    made = Proposal.objects.get()
    assert made.support_count == 1
    kept = media_path(ProposalPhoto.objects.get().sha256).read_bytes()
    assert b"SecretCamera" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    photo = client.get(f"/proposals/{made.pk}/photos/{ProposalPhoto.objects.get().sha256}.jpg")
    assert photo["Content-Security-Policy"].startswith("sandbox")
    photo.close()
    follower = Follower.objects.get()
    assert b"5321234567" not in bytes(follower.contact_sealed)
    assert "Çarşıya gölge" in client.get(answer["Location"]).content.decode()


def test_a_code_opens_only_addresses_of_this_site(client: Client, city: None) -> None:
    for number, back in enumerate(("https://evil.example/", "//evil.example/", "javascript:alert(1)")):
        phone = f"0532 123 45 {number}7"
        assert proven(client, phone, back) == "/proposals/"


def test_personal_data_in_the_text_is_pointed_out_before_it_is_published(client: Client, city: None) -> None:
    proven(client)
    words = idea(what="Beni arayın: 0532 765 43 21, Üç ağaç dikilsin.")
    asked = client.post("/proposals/new/", words)
    assert asked.status_code == 200
    assert 'name="personal" value="remove"' in asked.content.decode()
    assert not Proposal.objects.exists()
    assert client.post("/proposals/new/", {**words, "personal": "remove"}).status_code == 302
    assert "765" not in Proposal.objects.get().what
    found = Proposal.objects.get()
    said = {"act": "comment", "stance": "for", "words": "Bana yazın: a@b.com"}
    assert client.post(f"/proposals/{found.pk}/", said).status_code == 200
    assert not Comment.objects.exists()
    assert client.post(f"/proposals/{found.pk}/", {**said, "personal": "keep"}).status_code == 302
    assert "a@b.com" in Comment.objects.get().words


def test_a_visitor_who_supports_shows_a_phone_comes_back_and_counts_once(client: Client, city: None) -> None:
    found = written()
    page = f"/proposals/{found.pk}/"
    sent = client.post(page, {"act": "support"})
    assert sent["Location"].startswith("/proposals/phone/?next=")
    proven(client, back=page)
    for _twice in range(2):
        client.post(page, {"act": "support"})
    found.refresh_from_db()
    assert found.support_count == Support.objects.count() == 2
    client.post(page, {"act": "back"})
    found.refresh_from_db()
    assert found.support_count == 1


def test_words_of_a_visitor_without_a_phone_are_not_lost(client: Client, city: None) -> None:
    found = written()
    answer = client.post(
        f"/proposals/{found.pk}/", {"act": "comment", "stance": "for", "words": "Çok iyi olur"}
    )
    assert answer.status_code == 422
    assert "Çok iyi olur" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("tr", "Her öneri"), ("fa", "به هر پیشنهاد"), ("en", "Every idea gets an answer")]
)
def test_the_list_speaks_the_readers_language(client: Client, city: None, language: str, words: str) -> None:
    written()
    for address in (
        "/proposals/",
        "/proposals/log/",
        "/proposals/phone/",
        f"/proposals/{Proposal.objects.get().pk}/",
    ):
        assert client.get(address, {"lang": language}).status_code == 200
    page = client.get("/proposals/", {"lang": language}).content.decode()
    assert words in page
    assert 'rel="stylesheet" href="/' in page


def test_two_thousand_ideas_take_few_questions_to_the_database(client: Client, city: None) -> None:
    person = somebody()
    rows = [
        Proposal(
            title=f"Öneri {number}", what="Bir şey", category="green", language="tr", search=f"oneri {number}",
            created_at=timezone.now() - timedelta(minutes=number), updated_at=timezone.now(),
            author_digest=person.author_digest, support_count=number % 97, lon=39.48, lat=40.46,
        )
        for number in range(2000)
    ]  # fmt: skip
    Proposal.objects.bulk_create(rows)
    client.get("/proposals/")
    for address in (
        "/proposals/",
        "/proposals/?sort=supported",
        "/proposals/?lat=40.46&lon=39.48",
        "/proposals/?q=1999",
    ):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 15, address


def test_near_me_puts_the_nearest_first(client: Client, city: None) -> None:
    far, near = written(lon=39.60, lat=40.50, title="Uzak"), written(lon=39.481, lat=40.461, title="Yakın")
    page = client.get("/proposals/", {"lat": "40.46", "lon": "39.48"})
    assert [row["proposal"].pk for row in page.context["rows"]] == [near.pk, far.pk]
    for nonsense in (
        {"lat": "abc", "lon": "1"},
        {"lat": "1e999", "lon": "nan"},
        {"page": "9" * 40},
        {"status": "x"},
    ):
        assert client.get("/proposals/", nonsense).status_code == 200


def test_the_files_hold_the_same_rows_and_nobody_s_name(client: Client, city: None) -> None:
    written(signed_as="Ayşe Yılmaz", lon=39.48, lat=40.46)
    written(title="=2+3")
    told = client.get("/proposals.json").json()["proposals"]
    table = client.get("/proposals.csv").content.decode("utf-8-sig")
    places = client.get("/proposals.geojson").json()
    feed = client.get("/proposals.atom").content.decode()
    assert len(told) == len(places["features"]) == table.strip().count("\n") == feed.count("<entry>") == 2
    assert not any("Ayşe" in one for one in (json.dumps(told, ensure_ascii=False), table, str(places), feed))
    assert "\n=2+3" not in table
    assert client.get("/proposals.exe").status_code == 404


def test_hidden_content_keeps_its_reason_and_one_appeal_that_another_officer_hears(
    client: Client, city: None
) -> None:
    proven(client)
    client.post("/proposals/new/", {**idea(title="Bu çok kötü söz"), "wants_news": "on"})
    found = Proposal.objects.get()
    reader = Client()
    proven(reader, "0532 999 88 77")
    flagging = {"act": "flag", "rule": "insult", "words": "Hakaret var", "comment": ""}
    for _twice in range(2):
        assert reader.post(f"/proposals/{found.pk}/", flagging).status_code == 302
    assert Flag.objects.count() == 1

    first, second = staff("clerk"), staff("clerk")
    desk, other = Client(), Client()
    desk.force_login(first)
    other.force_login(second)
    assert "Hakaret var" in desk.get("/desk/proposals/moderation/").content.decode()
    page = f"/desk/proposals/{found.pk}/"
    hiding = {"act": "hide", "comment": "", "rule": "insult"}
    assert desk.post(page, {**hiding, "reason": " "}).status_code == 422
    assert desk.post(page, {**hiding, "reason": "Bir kişiye hakaret ediyor."}).status_code == 302
    for address in ("/proposals/", "/proposals.json", "/proposals.atom", "/proposals.csv", "/proposals.geojson",
                    "/proposals/?q=kotu", "/proposals/log/"):  # fmt: skip
        assert "kötü söz" not in client.get(address).content.decode(), address
    gone = client.get(f"/proposals/{found.pk}/")
    assert gone.status_code == 410
    assert "kötü söz" not in gone.content.decode()
    assert Message.objects.filter(template="idea_hidden").count() == 1

    row = Hiding.objects.get()
    assert "Bir kişiye hakaret ediyor." in client.get("/proposals/mine/").content.decode()
    appealing = {"act": "appeal", "number": str(row.pk), "words": "Kimseden söz etmedim."}
    reader.post("/proposals/mine/", appealing)
    row.refresh_from_db()
    assert row.outcome == Outcome.HIDDEN
    client.post("/proposals/mine/", appealing)
    client.post("/proposals/mine/", {**appealing, "words": "Bir daha"})
    row.refresh_from_db()
    assert (row.outcome, row.appeal) == (Outcome.APPEALED, "Kimseden söz etmedim.")
    deciding = {"hiding": str(row.pk), "verdict": "restore", "words": "Doğru, kimse yok."}
    desk.post("/desk/proposals/moderation/", deciding)
    row.refresh_from_db()
    assert row.outcome == Outcome.APPEALED
    other.post("/desk/proposals/moderation/", deciding)
    row.refresh_from_db()
    assert (row.outcome, row.decided_by) == (Outcome.RESTORED, second)
    assert "kötü söz" in client.get("/proposals/?q=kotu").content.decode()
    assert row.reason == "Bir kişiye hakaret ediyor."


def test_a_comment_is_hidden_alone_and_the_count_follows(client: Client, city: None) -> None:
    found = written()
    made = comment(
        proposal_id=found.pk, person=somebody(2), words="Saçma sapan", language="tr", now=timezone.now()
    )
    desk = Client()
    desk.force_login(staff("clerk"))
    hiding = {"act": "hide", "comment": str(made.pk), "rule": "insult", "reason": "Hakaret"}
    assert desk.post(f"/desk/proposals/{found.pk}/", hiding).status_code == 302
    page = client.get(f"/proposals/{found.pk}/").content.decode()
    assert "Saçma sapan" not in page
    found.refresh_from_db()
    assert found.comment_count == 0


def test_the_desk_answers_with_a_reason_or_an_action_and_people_read_both(client: Client, city: None) -> None:
    found, promised = written(), action_of("bank-2")
    desk = Client()
    desk.force_login(staff("manager"))
    page = f"/desk/proposals/{found.pk}/"
    assert desk.post(page, {"act": "answer", "status": "rejected", "words": " "}).status_code == 422
    assert desk.post(page, {"act": "answer", "status": "accepted", "words": "Evet"}).status_code == 422
    sent = {"act": "answer", "status": "accepted", "words": "Evet, yapıyoruz.", "action": promised.code}
    assert desk.post(page, sent).status_code == 302
    read = client.get(f"/proposals/{found.pk}/").content.decode()
    assert "Evet, yapıyoruz." in read
    assert f"/plan/action/{promised.code}/" in read
    assert found.title in client.get(f"/plan/action/{promised.code}/").content.decode()
    clerk = Client()
    clerk.force_login(staff("clerk"))
    other = written(title="Başka")
    refused = {"act": "answer", "status": "rejected", "words": "Hayır"}
    assert clerk.post(f"/desk/proposals/{other.pk}/", refused).status_code == 403


def test_erase_my_phone_from_the_page_and_no_page_or_file_knows_me(client: Client, city: None) -> None:
    proven(client)
    client.post("/proposals/new/", {**idea(signed_as="Ayşe Yılmaz"), "wants_news": "on"})
    erase = {"act": "erase", "words": "keep"}
    assert client.post("/proposals/mine/", erase).status_code == 422
    assert client.post("/proposals/mine/", {**erase, "sure": "1"}).status_code == 200
    found = Proposal.objects.get()
    for address in ("/proposals/", f"/proposals/{found.pk}/", "/proposals.json", "/proposals.csv", "/proposals.atom",
                    "/proposals/?q=Yılmaz", "/proposals/mine/"):  # fmt: skip
        assert "Ayşe" not in client.get(address).content.decode(), address
    assert "Çarşıya gölge" in client.get("/proposals/").content.decode()
    assert not Follower.objects.exists()


def test_a_flood_from_one_address_is_slowed_and_another_is_not(client: Client, city: None) -> None:
    proven(client)
    sent = [client.post("/proposals/new/", idea(token=f"{number:030}")).status_code for number in range(8)]
    assert sent[:6] == [302] * 6
    assert set(sent[6:]) == {429}
    other = Client(REMOTE_ADDR="10.9.8.7")
    proven(other, "0532 999 88 77")
    assert other.post("/proposals/new/", idea(token="x" * 30)).status_code == 302


def test_a_link_ends_the_messages_by_a_press_and_not_by_a_look(client: Client, city: None) -> None:
    found = written(wants_news=True)
    token = Follower.objects.get().token
    assert client.get(f"/proposals/stop/{token}/").status_code == 200
    assert Follower.objects.filter(proposal=found).exists()
    assert client.post(f"/proposals/stop/{token}/").status_code == 200
    assert not Follower.objects.exists()
    assert client.get("/proposals/stop/nothing/").status_code == 200


def test_desk_pages_are_for_staff(client: Client, city: None) -> None:
    found = written()
    for address in ("", "moderation/", "clusters/", f"{found.pk}/"):
        assert client.get(f"/desk/proposals/{address}").status_code == 302
    client.force_login(staff("clerk"))
    for address in ("", "moderation/", "clusters/", f"{found.pk}/", "?status=rejected"):
        assert client.get(f"/desk/proposals/{address}").status_code == 200
    assert client.get("/desk/proposals/clusters/1/").status_code in (403, 404)
