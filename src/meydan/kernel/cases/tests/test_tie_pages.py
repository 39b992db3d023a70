"""Referrals and ties on the case's own page, and what the citizen reads of them, in three languages."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.casepanels import _ties
from meydan.kernel.cases.models import Case, CaseRelation, OutsideOrigin, Referral
from meydan.kernel.cases.policies import standing_of
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack):
    return pack("tr/gumushane")


@pytest.fixture
def officer(client):
    service()
    found = staff("manager", "works")
    client.force_login(found)
    return found


def at(name, made, *more):
    return reverse(f"cases:{name}", args=[made.pk, *more])


def opened():
    return case(now=timezone.now())


@pytest.mark.parametrize(
    ("language", "on_desk", "outside"),
    [
        ("tr", ("Başka yere soruldu", "Bağlı dosyalar"), "sevk edildi: Karayolları"),
        ("fa", ("ارجاع‌ها", "پرونده‌های دیگر"), "به Karayolları ارجاع شد"),
        ("en", ("Asked elsewhere", "Other cases"), "Referred to Karayolları on"),
    ],
)
def test_a_referral_goes_out_and_the_citizen_reads_of_it(
    client, settings, officer, language, on_desk, outside
):
    made = opened()
    in_language(client, settings, "tr")
    letter = {
        "institution": "Karayolları",
        "letter_on": "23.11.2026",
        "due_on": "08.12.2026",
        "words": "Yol kimin?",
    }
    assert client.post(at("refer", made), {"panel": "refer", **letter}).status_code == 302
    in_language(client, settings, language)
    said = words(client.get(at("case", made) + "?open=ties"))
    for each in on_desk:
        assert each in said
    followed = words(client.get(reverse("cases:followed", args=[made.code])))
    assert outside in followed
    assert "Yol kimin?" not in followed


def test_a_refused_letter_comes_back_with_what_was_typed(client, settings, officer):
    made = opened()
    in_language(client, settings, "tr")
    wrong = {"panel": "refer", "institution": "Valilik", "letter_on": "23.11.2026", "due_on": "01.11.2026"}
    answer = client.post(at("refer", made), wrong)
    assert answer.status_code == 409
    assert "İki güne yeniden bakın" in words(answer)
    assert 'value="Valilik"' in words(answer)
    assert not Referral.objects.exists()


def test_an_answer_and_an_outside_number_are_written_down(client, settings, officer):
    made = opened()
    in_language(client, settings, "tr")
    client.post(at("refer", made), {"institution": "Karayolları", "letter_on": "23.11.2026"})
    sent = Referral.objects.get()
    told = {"act": "answer", "answered_on": "25.11.2026", "answer_number": "K-7", "words": "Bizde değil."}
    assert client.post(at("referral", made, sent.pk), told).status_code == 302
    again = client.post(at("referral", made, sent.pk), told)
    assert (again.status_code, Referral.objects.get().state) == (409, "answered")
    facts = {"institution": "CİMER", "number": "2611230045", "received_on": "23.11.2026"}
    assert client.post(at("origin", made), facts).status_code == 302
    assert OutsideOrigin.objects.get().number == "2611230045"


def test_a_duplicate_is_joined_by_its_code_and_the_joining_undone(client, settings, officer):
    main, twin = opened(), opened()
    in_language(client, settings, "tr")
    client.post(at("tie", twin), {"other": main.code.lower(), "how": "join"})
    assert Case.objects.get(pk=twin.pk).is_closed
    assert f"{main.code} ile birleştirildi" in words(client.get(reverse("cases:followed", args=[twin.code])))
    assert twin.code not in words(client.get(reverse("cases:followed", args=[main.code])))
    client.post(at("untie", twin, CaseRelation.objects.get().pk))
    assert not Case.objects.get(pk=twin.pk).is_closed


def test_an_unknown_code_and_a_loop_are_refused_in_words(client, settings, officer):
    first, second = opened(), opened()
    in_language(client, settings, "tr")
    unknown = client.post(at("tie", first), {"panel": "tie", "other": "GM-00000-00", "how": "join"})
    assert unknown.status_code == 422
    assert "Bu kodla bir dosya bulamadık" in words(unknown)
    assert client.post(at("tie", first), {"other": second.code, "how": "child"}).status_code == 302
    assert client.post(at("tie", second), {"other": first.code, "how": "child"}).status_code == 409
    assert CaseRelation.objects.count() == 1


def test_a_second_case_is_opened_and_the_first_waits_for_it(client, settings, officer):
    made = opened()
    in_language(client, settings, "tr")
    more = {"service": "road_fault", "words": "Ceza", "how": "child", "must_close": "on"}
    assert client.post(at("beside", made), more).status_code == 302
    made.refresh_from_db()
    step = {"transition": "refuse_received", "note": "Tekrar.", "version": made.version}
    refused = client.post(at("move", made), step)
    assert refused.status_code == 403
    assert "Önce şunlar bitmeli" in words(refused)


def test_the_clock_of_the_other_case_stands_on_this_ones_page(client, officer, django_assert_max_num_queries):
    made = opened()
    for _child in range(3):
        sent = {"service": "road_fault", "words": "Ceza", "how": "child"}
        assert client.post(at("beside", made), sent).status_code == 302
    page = client.get(at("case", made)).content.decode()
    ties = page.partition('id="ties"')[2].partition("</section>")[0]
    assert ties.count('class="clock') >= 3
    with django_assert_max_num_queries(5):
        assert [one.face is not None for one in _ties(made, standing_of(officer))] == [True] * 3
