"""The pages of a body: from the agenda to the printed minutes, in three languages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.models import AgendaItem, Ballot, BodyMember, BodySession
from meydan.kernel.cases.operations import voting
from meydan.kernel.cases.tests.factories import picture
from meydan.kernel.cases.tests.reading import in_language, words
from meydan.kernel.cases.tests.sitting import fine_case, members, opened, put, secretary, session, vote

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def keeper(client):
    found = secretary()
    client.force_login(found)
    return found


@pytest.fixture
def item(keeper):
    return put(keeper, opened(keeper, members()), fine_case())


def paper():
    return SimpleUploadedFile("karar.jpg", picture().getvalue(), content_type="image/jpeg")


def page(name, pk):
    return reverse(f"cases:{name}", args=[pk])


LANGUAGES = [
    ("tr", "Belediye Encümeni", "Toplantılar", "Kim salonda", "Öneri: İdari para cezası verilmesi", "İmzalar"),
    ("fa", "هیئت اجرایی شهرداری (انجمن)", "جلسه‌ها", "حاضران", "پیشنهاد: صدور جریمهٔ اداری", "امضاها"),
    ("en", "Municipal Executive Committee", "Sessions", "Who is in the room", "An administrative fine", "Signatures"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "body", "sessions", "room", "proposal", "signatures"), LANGUAGES)
def test_every_page_speaks_three_languages(
    client, settings, item, language, body, sessions, room, proposal, signatures
):
    in_language(client, settings, language)
    assert body in words(client.get(reverse("cases:bodies")))
    assert sessions in words(client.get(reverse("cases:body", args=["encumen"])))
    assert room in words(client.get(page("body_session", item.session_id)))
    assert proposal in words(client.get(page("agenda_item", item.pk)))
    assert signatures in words(client.get(page("body_minutes", item.session_id)))


def test_the_rules_are_told_with_their_source_and_that_nobody_has_checked_them(client, settings, keeper):
    in_language(client, settings, "en")
    said = words(client.get(reverse("cases:body", args=["encumen"])))
    for each in (
        "4 of 7 members with a vote must be in the room.",
        "When votes are equal, the side of the chair counts as the majority.",
        "Whoever votes against says why.",
        "not yet checked by a lawyer of the city",
    ):
        assert each in said


def test_a_session_is_called_and_a_seat_given(client, settings, keeper):
    in_language(client, settings, "tr")
    address = reverse("cases:body_call", args=["encumen"])
    answer = client.post(address, {"day": "30.11.2026", "clock": "14.00", "room": "Encümen odası"})
    called = BodySession.objects.get()
    assert answer.url == page("body_session", called.pk)
    assert called.held_at.astimezone(settings.CITY_ZONE).strftime("%d.%m.%Y %H:%M") == "30.11.2026 14:00"
    client.post(
        reverse("cases:body_seat", args=["encumen"]),
        {"seat": "finance", "name": "Ayşe Çelik", "account": "", "from_on": "01.01.2026"},
    )
    assert BodyMember.objects.get().name == "Ayşe Çelik"
    again = client.post(
        reverse("cases:body_seat", args=["encumen"]),
        {"seat": "finance", "name": "Hasan", "account": "", "from_on": "01.01.2026"},
    )
    assert again.status_code == 409
    assert "Önce birinin görevini bitirin" in words(again)
    bad = client.post(address, {"day": "kırk iki", "clock": "25.00"})
    assert bad.status_code == 422
    assert "kırk iki" in words(bad)


def test_a_day_and_time_in_persian_digits_are_read(client, settings, pack):
    pack("ir/khoy")
    client.force_login(secretary("planning"))
    in_language(client, settings, "fa")
    client.post(
        reverse("cases:body_call", args=["commission_100"]),
        {"day": "۱۴۰۵/۰۹/۱۰", "clock": "۱۰:۳۰", "room": ""},
    )
    called = BodySession.objects.get()
    assert called.year == 1405
    assert called.held_at.astimezone(settings.CITY_ZONE).strftime("%Y-%m-%d %H:%M") == "2026-12-01 10:30"


def test_a_whole_sitting_by_page(client, settings, keeper):
    in_language(client, settings, "en")
    sat, made = members(), fine_case(now=timezone.now())
    called = session(keeper)
    listed = words(client.get(page("body_session", called.pk)))
    assert made.code in listed
    client.post(page("agenda_put", made.pk), {"choice": f"{called.pk}:fine", "back": "session"})
    item = AgendaItem.objects.get()

    def version():
        return BodySession.objects.get().version

    room = {"present": [one.pk for one in sat], "presiding": sat[0].pk, "version": version()}
    assert client.post(page("body_attendance", called.pk), room).status_code == 302
    assert client.post(page("body_turn", called.pk), {"act": "open", "version": version()}).status_code == 302
    early = client.post(page("agenda_count", item.pk), {"act": "count", "version": version()})
    assert early.status_code == 409
    assert "have not voted" in words(early)
    cast = {f"vote-{one.pk}": "for" for one in sat[:5]} | {f"vote-{one.pk}": "against" for one in sat[5:]}
    silent = client.post(page("agenda_votes", item.pk), cast)
    assert silent.status_code == 409
    assert Ballot.objects.count() == 0
    cast |= {f"opinion-{one.pk}": "Ölçüm eksik." for one in sat[5:]}
    assert client.post(page("agenda_votes", item.pk), cast).status_code == 302
    assert (
        client.post(page("agenda_count", item.pk), {"act": "count", "version": version()}).status_code == 302
    )
    unsigned = client.post(page("agenda_sign", item.pk), {"text": "Karar.", "version": version()})
    assert (unsigned.status_code, AgendaItem.objects.get().state) == (409, "counted")
    assert "Karar." in words(unsigned)
    signed = {"text": "Ceza verilmesine.", "evidence": paper(), "version": version()}
    assert client.post(page("agenda_sign", item.pk), signed).status_code == 302
    made.refresh_from_db()
    assert made.state == "decided"
    said = words(client.get(page("body_minutes", called.pk)))
    for each in ("2026/1", "Ölçüm eksik.", "5 for, 2 against; 4 were needed.", "Ceza verilmesine."):
        assert each in said


def test_the_citizen_reads_of_agenda_and_decision_and_no_name(client, settings, item, keeper):
    sat = list(BodyMember.objects.order_by("pk"))
    vote(keeper, item, dict.fromkeys(sat, "for"))
    voting.count_votes(item_id=item.pk, actor=keeper, now=timezone.now())
    client.post(
        page("agenda_sign", item.pk),
        {"text": "Ceza verilmesine.", "evidence": paper(), "version": BodySession.objects.get().version},
    )
    client.logout()
    in_language(client, settings, "tr")
    said = words(client.get(reverse("cases:followed", args=[item.case.code])))
    assert "Gündemde: Belediye Encümeni" in said
    assert "Belediye Encümeni karar verdi" in said
    assert "2026/1" in said
    assert sat[0].name not in said
    assert "Ceza verilmesine." not in said


def test_the_case_shows_the_body_and_lets_it_be_put_before_it(client, settings, keeper):
    made = fine_case(now=timezone.now())
    called = session(keeper)
    client.force_login(staff("manager", "planning"))
    in_language(client, settings, "tr")
    said = words(client.get(reverse("cases:case", args=[made.pk])))
    assert f'value="{called.pk}:fine"' in said
    client.post(page("agenda_put", made.pk), {"choice": f"{called.pk}:fine"})
    said = words(client.get(reverse("cases:case", args=[made.pk])))
    assert page("agenda_item", AgendaItem.objects.get().pk) in said
    assert f'value="{called.pk}:fine"' not in said


def test_a_member_sees_one_ballot_their_own(client, settings, keeper):
    mayor = staff("mayor")
    item = put(keeper, opened(keeper, members(mayor=mayor)), fine_case())
    client.force_login(mayor)
    said = words(client.get(page("agenda_item", item.pk)))
    assert said.count("<fieldset") == 1
    other = BodyMember.objects.exclude(account=mayor).first()
    refused = client.post(page("agenda_votes", item.pk), {f"vote-{other.pk}": "for"})
    assert refused.status_code == 403
    own = BodyMember.objects.get(account=mayor)
    assert client.post(page("agenda_votes", item.pk), {f"vote-{own.pk}": "for"}).status_code == 302
    assert Ballot.objects.get().cast_by == mayor


def test_hostile_numbers_are_answered_kindly(client, item):
    assert client.get(page("body_session", 999)).status_code == 404
    assert client.get(page("agenda_item", 999)).status_code == 404
    assert client.get(reverse("cases:body", args=["nobody"])).status_code == 404
    assert client.post(page("agenda_votes", item.pk), {"vote-999": "for"}).status_code == 404
    assert client.post(page("agenda_votes", item.pk), {"vote-x": "burn"}).status_code == 302
    assert client.post(page("agenda_put", item.case_id), {"choice": "²:fine"}).status_code == 404


def test_nobody_from_outside_reads_the_minutes(client, item):
    client.logout()
    assert client.get(page("body_minutes", item.session_id)).url.startswith("/accounts/login/")
