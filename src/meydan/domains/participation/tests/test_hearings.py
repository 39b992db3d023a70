"""A hearing: counted by the rule of the country, heard without a map, answered in public, closed honestly."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest
import shapely
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from meydan.base.notify.public import Message
from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff
from meydan.domains.participation import errors, operations
from meydan.domains.participation.engine.plain import plain
from meydan.domains.participation.engine.waiting import waiting
from meydan.domains.participation.models import Answer, Consultation, Opinion
from meydan.domains.participation.operations import Where
from meydan.domains.participation.registry import ObjectionDoor, _doors, register_objections
from meydan.kernel.places.public import PlaceRow, ensure_layer, store_places

pytestmark = [pytest.mark.django_db, pytest.mark.store]
AREA = shapely.box(39.47, 40.45, 39.49, 40.47)
PARCEL = {"block": "112", "parcel": "4"}


def hearing(code: str = "yesil-alan", **facts: object) -> Consultation:
    """A hearing that began yesterday and ends in two weeks, by the clock on the wall."""
    now = timezone.now()
    given_ = {
        "names": {"tr": "Yeşil alan düzenlemesi", "fa": "ساماندهی فضای سبز", "en": "Green space"},
        "texts": {"tr": "Dere boyu yeşil kalıyor."}, "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=14), "area": AREA, **facts,
    }  # fmt: skip
    made = operations.open_hearing(code=code, **given_)
    operations.add_section(consultation=made, names={"tr": "Yaya yolu", "fa": "پیاده‌رو", "en": "Footpath"})
    return operations.publish_consultation(consultation=made, actor=None, now=now - timedelta(days=1))


@pytest.fixture
def open_now(city: None) -> Consultation:
    return hearing()


def said(
    held: Consultation, words: str = "Banklar gölgede dursun.", token: str = "bir", **more: object
) -> Opinion:
    return operations.say(consultation=held, words=words, token=token, now=timezone.now(), **more)


def typed(**changes: str) -> dict[str, str]:
    return {
        "section": "1", "words": "Banklar gölgede dursun.", "parcel_block": "۱۱۲", "parcel_parcel": "4", "address": "",
        "name": "Örnek Kişi", "phone": "0532 000 00 00", "token": "bir",
    } | changes  # fmt: skip


def over(held: Consultation) -> Consultation:
    now = timezone.now()
    Consultation.objects.filter(pk=held.pk).update(
        opens_at=now - timedelta(days=60), closes_at=now - timedelta(days=40)
    )
    return Consultation.objects.get(pk=held.pk)


def answered(held: Consultation, *opinions: Opinion, by: Account, **more: str) -> Answer:
    facts = {"gist": "Gölge isteniyor", "outcome": "accepted", "reason": "Ağaç dikilecek.", **more}
    return operations.answer_opinions(
        consultation=held, opinions=opinions, actor=by, now=timezone.now(), **facts
    )


# --- the last day, by hand -----------------------------------------------------------------------


def test_thirty_days_that_end_on_a_sunday_end_on_monday_in_turkiye(city: None) -> None:
    # Posted on 2 October 2026; the thirtieth day is Sunday 1 November (IYUK 8: to the working day after it).
    assert operations.last_moment_of(date(2026, 10, 2), 30, "day").date() == date(2026, 11, 2)


def test_in_iran_neither_the_first_nor_the_last_day_counts(pack) -> None:
    pack("ir/khoy")
    # The tenth day after 1 November is Wednesday the 11th, and the day of acting is added (Civil Procedure Code 445).
    assert operations.last_moment_of(date(2026, 11, 1), 10, "day").date() == date(2026, 11, 12)
    # A day later it would be Friday the 13th, which is off, so that it ends on Saturday (444).
    assert operations.last_moment_of(date(2026, 11, 2), 10, "day").date() == date(2026, 11, 14)


def test_a_hearing_that_ends_before_it_begins_is_not_made(city: None) -> None:
    now = timezone.now()
    with pytest.raises(errors.EndsTooEarly):
        operations.open_hearing(
            code="ters", names={"tr": "Ters"}, opens_at=now, closes_at=now - timedelta(days=1)
        )


# --- saying ---------------------------------------------------------------------------------------


def test_somebody_speaks_without_a_map_and_reads_the_answer_at_their_address(
    client: Client, open_now: Consultation, manager: Account
) -> None:
    address = reverse("participation:say", args=[open_now.code])
    page = client.get(address, {"lang": "tr", "section": "1"}).content.decode()
    assert "Ne düşünüyorsunuz?" in page
    assert "selected>Yaya yolu" in page
    sent = [client.post(address, typed()) for _twice in range(2)]
    assert [one.status_code for one in sent] == [302, 302]
    opinion = Opinion.objects.get()
    assert (opinion.parcel, opinion.section.number, opinion.lon) == (PARCEL, 1, None)
    mine = client.get(sent[0].url).content.decode()
    assert "görüşünüz ulaştı" in mine
    public = reverse("participation:hear", args=[open_now.code])
    assert "gölgede" not in client.get(public).content.decode()
    operations.show_opinion(
        opinion=opinion, public_words=opinion.public_words, actor=manager, now=timezone.now()
    )
    answered(open_now, opinion, by=manager)
    shown = client.get(public).content.decode()
    assert "Banklar gölgede dursun." in shown
    assert "Ada 112, Parsel 4" in shown
    assert "Örnek Kişi" not in shown
    assert "Ağaç dikilecek." in client.get(sent[0].url).content.decode()
    assert Message.objects.filter(template="opinion_answered").count() == 1


def test_a_known_parcel_brings_its_own_point(open_now: Consultation) -> None:
    layer = ensure_layer(code="parcels", names={"en": "Parcels"}, geometry="area")
    row = PlaceRow(key="112/4", names={"tr": "112 ada 4 parsel"}, geometry=AREA, properties={}, address="")
    store_places(layer=layer, rows=[row], is_sample=False, now=timezone.now(), replace=True)
    opinion = said(open_now, where=Where(parcel=PARCEL))
    assert opinion.lon == pytest.approx(39.48, abs=0.01)


@pytest.mark.parametrize("code", ["tr/gumushane", "ir/khoy"])
def test_a_parcel_of_another_country_or_with_a_trick_is_refused(client: Client, pack, code: str) -> None:
    pack(code)
    held = hearing()
    address = reverse("participation:say", args=[held.code])
    foreign = {"parcel_block": "112/4' OR 1=1--", "parcel_parcel": "<b>4</b>", "parcel_property": "../../etc"}
    assert client.post(address, typed(**foreign)).status_code == 422
    half = typed(parcel_block="112", parcel_parcel="", parcel_district="", parcel_property="")
    assert client.post(address, half).status_code == 422
    assert Opinion.objects.count() == 0


def test_an_identity_number_and_a_phone_are_taken_out_of_what_is_shown(
    open_now: Consultation, manager: Account
) -> None:
    opinion = said(open_now, "Beni arayın: 0532 111 22 33, no 10000000146.")
    for words in (opinion.public_words, operations.show_opinion(
        opinion=opinion, public_words="Arayın: 0532 111 22 33", actor=manager, now=timezone.now()
    ).public_words):  # fmt: skip
        assert "0532" not in words
        assert "10000000146" not in words
    assert "10000000146" in operations.words_of(opinion)
    assert b"10000000146" not in bytes(opinion.words_sealed)


@pytest.mark.parametrize("words", ["a" * 4001, " \u202e\u2066\u200b ", "x" * 10_000_000])
def test_words_too_long_or_unseen_are_refused_kindly(
    client: Client, open_now: Consultation, words: str
) -> None:
    answer = client.post(reverse("participation:say", args=[open_now.code]), typed(words=words))
    assert answer.status_code in (422, 413)
    assert Opinion.objects.count() == 0


def test_markup_and_turned_letters_stay_words(
    client: Client, open_now: Consultation, manager: Account
) -> None:
    opinion = said(open_now, "<script>alert(1)</script>\u202etxt.exe ک‌تاب")
    operations.show_opinion(
        opinion=opinion, public_words=opinion.public_words, actor=manager, now=timezone.now()
    )
    page = client.get(reverse("participation:hear", args=[open_now.code])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
    assert "ک‌تاب" in page


@given(st.text(max_size=200))
def test_plain_words_stay_as_they_are_when_they_are_made_plain_again(words: str) -> None:
    once = plain(words)
    assert plain(once) == once
    assert "\u202e" not in once


def test_before_and_after_its_days_nobody_is_heard(client: Client, city: None) -> None:
    now = timezone.now()
    early = hearing("erken", opens_at=now + timedelta(days=2))
    past = over(hearing("gecmis"))
    for held in (early, past):
        assert client.get(reverse("participation:say", args=[held.code])).status_code == 410
        assert client.post(reverse("participation:say", args=[held.code]), typed()).status_code == 410
        with pytest.raises(errors.NotHeardNow):
            said(held)
    # A letter that lay on the table is entered all the same, until the hearing is closed.
    assert said(past, channel="paper").number == 1
    operations.close_consultation(consultation=past, words="Biri kaldı.", actor=None, now=now)
    with pytest.raises(errors.NotHeardNow):
        said(Consultation.objects.get(pk=past.pk), channel="paper", token="iki")


def test_a_draft_is_nowhere(client: Client, city: None) -> None:
    now = timezone.now()
    operations.open_hearing(code="taslak", names={"tr": "T"}, opens_at=now, closes_at=now + timedelta(days=3))
    for name in ("hear", "say", "matrix", "matrix_csv", "matrix_json", "matrix_xlsx"):
        assert client.get(reverse(f"participation:{name}", args=["taslak"])).status_code == 404


def test_a_script_that_fills_the_hidden_box_is_thanked_and_nothing_is_kept(
    client: Client, open_now: Consultation
) -> None:
    answer = client.post(reverse("participation:say", args=[open_now.code]), typed(website="spam"))
    assert answer.status_code == 302
    assert Opinion.objects.count() == 0


# --- answering ------------------------------------------------------------------------------------


def test_similar_opinions_stand_under_one_answer_and_none_is_answered_twice(
    open_now: Consultation, manager: Account
) -> None:
    one, two, other = (said(open_now, token=token) for token in ("1", "2", "3"))
    made = answered(open_now, one, two, by=manager)
    assert [opinion.number for opinion in made.opinions.all()] == [1, 2]
    with pytest.raises(errors.AnsweredAlready):
        answered(open_now, two, other, by=manager)
    with pytest.raises(errors.AnswerIncomplete):
        answered(open_now, other, by=manager, reason=" ")
    with pytest.raises(errors.OpinionElsewhere):
        answered(hearing("baska"), other, by=manager)


def test_the_matrix_is_the_same_in_every_format(
    client: Client, open_now: Consultation, manager: Account
) -> None:
    one, _two = said(open_now, token="1"), said(open_now, "=cmd()", token="2")
    for opinion in (one, _two):
        operations.show_opinion(
            opinion=opinion, public_words=opinion.public_words, actor=manager, now=timezone.now()
        )
    answered(open_now, one, by=manager, changed="Ağaçlar eklendi")
    files = {
        kind: client.get(reverse(f"participation:matrix_{kind}", args=[open_now.code]))
        for kind in ("csv", "json", "xlsx")
    }
    table = list(csv.DictReader(io.StringIO(files["csv"].content.decode("utf-8-sig"))))
    sheet = list(load_workbook(io.BytesIO(files["xlsx"].content)).active.iter_rows(values_only=True))
    rows = files["json"].json()["opinions"]
    assert [row["outcome"] for row in table] == [row["outcome"] for row in rows] == ["accepted", ""]
    assert table[1]["words"] == "'=cmd()"
    assert sheet[1][sheet[0].index("changed")] == "Ağaçlar eklendi"
    page = client.get(reverse("participation:matrix", args=[open_now.code]), {"lang": "tr"}).content.decode()
    assert "2 görüşten 1 tanesi yanıtlandı" in page
    assert "Ağaçlar eklendi" in page


def test_days_are_counted_by_hand() -> None:
    on = [date(2026, 11, day) for day in range(1, 31)]
    sum_ = waiting([(on[0], on[10]), (on[4], None), (on[20], None)], answer_days=15, today=on[20])
    assert (sum_.answered, sum_.unanswered, sum_.late, sum_.oldest_on, sum_.mean_days) == (
        1,
        2,
        1,
        on[4],
        10.0,
    )
    # On the last day itself it is not late.
    assert waiting([(on[4], None)], answer_days=15, today=on[19]).late == 0


def test_nothing_is_closed_over_unanswered_opinions_in_silence(
    client: Client, open_now: Consultation, manager: Account
) -> None:
    said(open_now)
    with pytest.raises(errors.StillOpen):
        operations.close_consultation(consultation=open_now, actor=manager, now=timezone.now())
    past = over(open_now)
    with pytest.raises(errors.ClosingWordsMissing):
        operations.close_consultation(consultation=past, actor=manager, now=timezone.now())
    operations.close_consultation(
        consultation=past, words="Kurul toplanamadı.", actor=manager, now=timezone.now()
    )
    page = client.get(reverse("participation:hear", args=[past.code]), {"lang": "tr"}).content.decode()
    assert "1 görüş yanıtsızdı" in page
    assert "Kurul toplanamadı." in page
    # Nor behind the operation's back.
    with pytest.raises(IntegrityError):
        Consultation.objects.filter(pk=past.pk).update(closing_words="")


def test_who_spoke_is_forgotten_and_what_was_said_stays(open_now: Consultation, manager: Account) -> None:
    opinion = said(open_now, name="Örnek Kişi", phone="+905320000000")
    operations.show_opinion(opinion=opinion, public_words="Gölge", actor=manager, now=timezone.now())
    operations.forget_author(opinion=opinion, actor=manager, now=timezone.now())
    held = Opinion.objects.get()
    assert (operations.words_of(held), operations.author_of(held), held.public_words) == (
        "",
        ("", ""),
        "Gölge",
    )
    later = said(open_now, token="iki", name="Başka Kişi")
    Consultation.objects.filter(pk=open_now.pk).update(closed_at=timezone.now() - timedelta(days=401))
    assert operations.sweep_authors(now=timezone.now()) == 1
    assert operations.author_of(Opinion.objects.get(pk=later.pk)) == ("", "")


# --- the desk ---------------------------------------------------------------------------------------


def test_the_desk_makes_checks_answers_and_closes(client: Client, city: None, manager: Account) -> None:
    client.force_login(manager)
    told = {
        "code": "park", "name_tr": "Park", "text_tr": "Yeni park", "opens_on": timezone.localdate().isoformat(),
        "length": "30", "length_unit": "day", "answer_days": "15", "unit": "", "plan_code": "", "case_code": "",
        "outline": shapely.to_geojson(AREA),
    }  # fmt: skip
    assert client.post(reverse("participation:hear_new"), told | {"outline": "{"}).status_code == 422
    assert client.post(reverse("participation:hear_new"), told).status_code == 302
    assert client.post(reverse("participation:hear_new"), told).status_code == 422
    desk = reverse("participation:hear_one", args=["park"])

    def stepped(step: str, **sent: str) -> int:
        named = {f"{step}-{name}": value for name, value in sent.items()}
        return client.post(desk, {"step": step, **named}).status_code

    assert stepped("publish") == 302
    assert stepped("section", name_tr="Yol", text="Yol genişler.") == 302
    entered = {"words": "Mektupla geldi", "token": "m1", "channel": "paper", "kind": "opinion"}
    assert stepped("opinion", **entered) == 302
    assert stepped("close") == 422
    check = reverse("participation:hear_check", args=["park", 1])
    assert "Mektupla geldi" in client.get(check).content.decode()
    assert client.post(check, {"step": "hold", "reason": "Hakaret"}).status_code == 302
    assert "Hakaret" in Client().get(reverse("participation:hear", args=["park"])).content.decode()
    assert client.post(check, {"step": "show", "public_words": "Mektupla geldi"}).status_code == 302
    answer = reverse("participation:hear_answer", args=["park"])
    said_ = {"opinions": ["1"], "gist": "Mektup", "outcome": "not", "reason": "Yer yok."}
    assert client.post(answer, said_ | {"opinions": ["99"]}).status_code == 422
    assert client.post(answer, said_).status_code == 302
    over(Consultation.objects.get(code="park"))
    assert stepped("close") == 302
    assert client.get(desk).status_code == 200
    assert client.get(reverse("participation:hear_desk")).status_code == 200


def test_a_clerk_checks_and_answers_but_does_not_publish_and_a_stranger_signs_in(
    client: Client, open_now: Consultation
) -> None:
    desk = reverse("participation:hear_one", args=[open_now.code])
    assert client.get(desk).status_code == 302
    client.force_login(staff("clerk"))
    assert client.get(reverse("participation:hear_new")).status_code == 403
    assert client.post(desk, {"step": "publish"}).status_code == 403
    assert client.get(reverse("participation:hear_answer", args=[open_now.code])).status_code == 200
    client.force_login(staff("inspector"))
    assert client.get(reverse("participation:hear_answer", args=[open_now.code])).status_code == 403


def test_a_paper_is_read_by_everybody_and_runs_nothing(
    client: Client, open_now: Consultation, manager: Account
) -> None:
    client.force_login(manager)
    desk = reverse("participation:hear_one", args=[open_now.code])
    html = io.BytesIO(b"<html><script>alert(1)</script>")
    html.name = "plan.html"
    assert client.post(desk, {"step": "file", "file-file": html}).status_code == 422
    pdf = io.BytesIO(b"%PDF-1.4\n%%EOF")
    pdf.name = "plan.pdf"
    assert client.post(desk, {"step": "file", "file-file": pdf}).status_code == 302
    file = open_now.enclosures.get()
    answer = Client().get(reverse("participation:enclosure", args=[open_now.code, file.sha256]))
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    elsewhere = reverse("participation:enclosure", args=[open_now.code, "0" * 64])
    assert Client().get(elsewhere).status_code == 404


def test_an_objection_by_law_is_linked_and_not_doubled(client: Client, city: None) -> None:
    def find(code: str, now: datetime) -> ObjectionDoor | None:
        return (
            ObjectionDoor("/displays/X/", "/displays/X/object/", now, True, 7, 2) if code == "GM-1" else None
        )

    held = hearing(case_code="GM-1")
    register_objections(find)
    try:
        page = client.get(reverse("participation:hear", args=[held.code]), {"lang": "tr"}).content.decode()
        form = client.get(reverse("participation:say", args=[held.code]), {"lang": "tr"}).content.decode()
    finally:
        _doors.remove(find)
    assert "7 geldi, 2 karara bağlanmadı" in page
    assert "/displays/X/object/" in form


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_public_pages_speak_the_readers_language(
    client: Client, open_now: Consultation, language: str
) -> None:
    said(open_now)
    words = {
        "tr": "Belediye size ne soruyor?",
        "fa": "شهرداری از شما چه می‌پرسد؟",
        "en": "What does the city ask you?",
    }
    assert (
        words[language]
        in client.get(reverse("participation:hear_front"), {"lang": language}).content.decode()
    )
    for name in ("hear", "say", "matrix"):
        assert (
            client.get(reverse(f"participation:{name}", args=[open_now.code]), {"lang": language}).status_code
            == 200
        )


def test_a_hundred_opinions_cost_no_more_queries_than_ten(
    client: Client, open_now: Consultation, django_assert_max_num_queries
) -> None:
    def asked() -> int:
        with django_assert_max_num_queries(60) as seen:
            client.get(reverse("participation:hear", args=[open_now.code]))
            client.get(reverse("participation:matrix", args=[open_now.code]))
        return len(seen)

    for number in range(10):
        said(open_now, token=str(number))
    asked()
    few = asked()
    for number in range(10, 100):
        said(open_now, token=str(number))
    assert asked() <= few + 2
