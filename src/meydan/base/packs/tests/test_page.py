"""The page about the pack, as staff see it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db

WORDS = {
    "tr": ("Şehir paketi", "Dayandığı mevzuat", "Henüz bir hukukçu incelemedi", "Gümüşhane"),
    "fa": ("بستهٔ شهر", "قانون‌های پایه", "هنوز حقوق‌دانی بررسی نکرده است", "گوموش‌خانه"),
    "en": ("City pack", "The law it leans on", "Not yet reviewed by a lawyer", "Gümüşhane"),
}


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_the_pack_and_its_unreviewed_law_in_three_languages(client, clerk, pack, language):
    pack("tr/gumushane")
    client.force_login(clerk)
    page = client.get("/desk/pack/", {"lang": language}, follow=True).content.decode()
    for word in WORDS[language]:
        assert word in page
    assert {"tr": "3194", "fa": "۳۱۹۴", "en": "3194"}[language] in page
    assert "tr/gumushane" in page


def test_a_person_from_outside_is_asked_to_sign_in(client, pack):
    pack("tr/gumushane")
    answer = client.get("/desk/pack/")
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_generic_pack_cites_no_law(client, administrator, pack):
    pack("generic")
    client.force_login(administrator)
    page = client.get("/desk/pack/").content.decode()
    assert "This pack cites no law" in page


def test_numbers_are_persian_in_persian(client, clerk, pack):
    pack("ir/khoy")
    client.force_login(clerk)
    page = client.get("/desk/pack/", {"lang": "fa"}, follow=True).content.decode()
    assert "۱۹۸٬۸۴۵" in page
    assert "هجری شمسی" in page
