"""Numbers and addresses that tell who somebody is are found in words, and nothing else is."""

import time

import pytest

from meydan.kernel.cases.models import Case
from meydan.kernel.cases.queries.personal import cleaned, traces_in
from meydan.kernel.cases.tests.factories import service
from meydan.kernel.cases.tests.reading import in_language, words


@pytest.fixture(autouse=True)
def in_town(pack):
    return pack("tr/gumushane")


def kinds(said):
    return [trace.kind for trace in traces_in(said)]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("TC no 10000000146 olan benim", ["id"]),
        ("TC: 100 000 001 46", ["id"]),
        ("TC: ۱۰۰۰۰۰۰۰۱۴۶", ["id"]),
        ("beni 0532 123 45 67 numaradan arayın", ["phone"]),
        ("beni (0532) 123-45-67'den arayın", ["phone"]),
        ("+90 532 123 45 67", ["phone"]),
        ("۰۵۳۲ ۱۲۳ ۴۵ ۶۷", ["phone"]),
        ("ayse.celik@example.org yazın", ["email"]),
        ("TR33 0006 1005 1978 6457 8413 26", ["account"]),
        ("0532 123 45 67 ya da a@b.com, TC 10000000146", ["phone", "email", "id"]),
    ],
)
def test_what_tells_who_somebody_is_is_found(said, found):
    assert kinds(said) == found


@pytest.mark.parametrize(
    "said",
    [
        "41 numaranın önünde 2 m çukur",
        "28.11.2026 saat 09:30'dan beri",
        "direk no 123456",
        "parsel 1234/567",
        "12345678901 numaralı sayaç",  # eleven digits that are no identity number
        "@ işareti",
        "153'ü aradım",
    ],
)
def test_house_numbers_dates_and_meters_are_left_alone(said):
    assert kinds(said) == []


def test_an_iranian_national_code_is_known_in_iran_only(pack):
    said = "کد ملی ۰۴۹۹۳۷۰۸۹۹"
    assert kinds(said) == []
    pack("ir/khoy")
    assert kinds(said) == ["id"]
    assert kinds("شمارهٔ من ۰۹۱۲ ۳۴۵ ۶۷۸۹ است") == ["phone"]


def test_what_is_taken_out_leaves_the_rest_word_for_word():
    said = "Çukur ۴۱ no'da, 0532 123 45 67 arayın"
    assert cleaned(said).startswith("Çukur ۴۱ no'da, [")
    assert cleaned(said).endswith("] arayın")
    assert traces_in(cleaned(said)) == []


@pytest.mark.parametrize(
    "hostile", ["1 " * 2000, "a" * 4000, "1" * 4000, "a.@" * 1300, "TR00" * 1000, "(+" * 2000]
)
def test_hostile_words_cost_no_time(hostile):
    before = time.perf_counter()
    traces_in(hostile)
    assert time.perf_counter() - before < 2


# --- before a report goes out ----------------------------------------------------------------
@pytest.fixture
def sent(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    service()

    def send(**changes):
        facts = {
            "service": "road_fault",
            "address": "Cumhuriyet Caddesi 41",
            "description": "Çukur var, beni 0532 123 45 67 numaradan arayın",
            "token": "t1",
        }
        return client.post("/report/", {**facts, **changes})

    return send


@pytest.mark.parametrize(
    ("language", "said"),
    [("tr", "bir telefon numarası"), ("fa", "شمارهٔ تلفن"), ("en", "a phone number")],
)
def test_personal_data_in_the_words_is_warned_about_before_anything_is_kept(
    client, settings, sent, language, said
):
    in_language(client, settings, language)
    back = sent()
    assert back.status_code == 200
    assert said in words(back)
    assert "0532 123 45 67" in words(back), "the words are still in the box"
    assert not Case.objects.exists()


def test_it_is_taken_out_where_the_citizen_says_so(sent):
    assert sent(personal="remove").status_code == 302
    kept = Case.objects.get().description
    assert "0532" not in kept
    assert kept.startswith("Çukur var, beni [")


def test_words_are_sent_as_they_are_where_the_citizen_says_so(sent):
    assert sent(personal="keep").status_code == 302
    assert "0532 123 45 67" in Case.objects.get().description
