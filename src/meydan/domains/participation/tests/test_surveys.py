"""A survey: once a person or openly, said plainly, and no table out of which somebody can be picked."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.forms.public import Draft, send_draft, write_page
from meydan.base.forms.tests.factories import asked, version
from meydan.base.notify.public import Message
from meydan.base.notify.sealing import unseal
from meydan.base.people.public import Account
from meydan.domains.participation import errors, operations
from meydan.domains.participation.engine.tallies import FEWEST, margin_percent, safe_counts
from meydan.domains.participation.models import Consultation, Opinion, SurveyResponse, SurveySeat
from meydan.domains.participation.queries.surveys import tallies

pytestmark = [pytest.mark.django_db, pytest.mark.store]
ANSWER: dict[str, Any] = {
    "how": "shop",
    "which": ["shop", "home"],
    "late": True,
    "age": "34",
    "words": "Gölge olsun",
}


def survey(**facts: object) -> Consultation:
    """Five questions, open since yesterday."""
    now = timezone.now()
    form = version(
        asked("how", "choice"), asked("which", "choices", required=False), asked("late", "yes_no"),
        asked("age", "number", required=False), asked("words", "long_text", required=False), now=now,
    )  # fmt: skip
    told = {"code": "ulasim", "names": {"tr": "Ulaşım anketi", "fa": "پرسش‌نامه", "en": "Survey"},
            "opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9), **facts}  # fmt: skip
    made = operations.open_survey(form=form.form.code, **told)
    return operations.publish_consultation(consultation=made, actor=None, now=now)


def answered(
    held: Consultation, *, officer: Account | None = None, answers: Any = ANSWER, **seat: str
) -> str:
    """Fill it in and send it; gives where it ended."""
    now = timezone.now()
    if officer is not None:
        draft = operations.begin_paper(survey=held.survey, officer=officer, now=now, language="tr")
    else:
        draft = operations.begin_answer(survey=held.survey, now=now, language="tr", **seat)
    write_page(draft_id=draft.pk, answers=answers, now=now)
    return send_draft(draft_id=draft.pk, now=now).href


def over(held: Consultation) -> None:
    now = timezone.now()
    Consultation.objects.filter(pk=held.pk).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1)
    )


# --- the table --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([10, 20, 30], [10, 20, 30]),
        # One hidden count could be worked out from the sum, so that the next smallest goes too.
        ([3, 20, 30], [None, None, 30]),
        ([2, 2, 30], [None, None, None]),
        ([4, 4, 30], [None, None, 30]),
        ([0, 12, 0], [0, 12, 0]),
        ([1, 0, 0], [None, None, None]),
        ([0, 2, 40], [0, None, None]),
    ],
)
def test_by_hand_what_is_hidden(counts: list[int], shown: list[int | None]) -> None:
    assert safe_counts(counts, is_one_each=True) == shown


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_no_small_count_is_shown_or_can_be_worked_out(counts: list[int]) -> None:
    shown = safe_counts(counts, is_one_each=True)
    hidden = [count for count, seen in zip(counts, shown, strict=True) if seen is None]
    assert all(seen in (None, 0) or seen >= FEWEST for seen in shown)
    assert all(seen is None or seen == count for count, seen in zip(counts, shown, strict=True))
    if hidden and len(hidden) < len(counts):
        assert len(hidden) >= 2
        assert sum(hidden) >= FEWEST


def test_the_margin_is_the_one_of_the_textbook() -> None:
    # 1.96 x root(0.25 / 1067) is three points; of 2,000 people it is smaller; of all of them it is nothing.
    assert margin_percent(1067) == pytest.approx(3.0, abs=0.01)
    assert margin_percent(1067, 2000) == pytest.approx(2.05, abs=0.01)
    assert margin_percent(2000, 2000) == 0
    assert margin_percent(0) is None


# --- answering --------------------------------------------------------------------------------------


def test_a_code_answers_once_and_its_digest_is_joined_to_nothing(city: None) -> None:
    held = survey(who="code")
    first, second = operations.hand_out_seats(survey=held.survey, many=2, actor=None, now=timezone.now())
    assert answered(held, code=f" {first.lower()[:5]}-{first[5:]} ").endswith("/counted/")
    with pytest.raises(errors.SeatSpent):
        answered(held, code=first)
    with pytest.raises(errors.SeatUnknown):
        answered(held, code="0000000000")
    assert answered(held, code=second).endswith("/counted/")
    assert not SurveySeat.objects.exclude(draft_key="").exists()
    assert {field.name for field in SurveyResponse._meta.fields} == {"id", "survey", "channel", "answers"}


def test_two_forms_begun_with_one_code_are_one_answer(city: None) -> None:
    held, now = survey(who="code"), timezone.now()
    (code,) = operations.hand_out_seats(survey=held.survey, many=1, actor=None, now=now)
    drafts = [
        operations.begin_answer(survey=held.survey, now=now, language="tr", code=code) for _twice in range(2)
    ]
    ends = []
    for draft in drafts:
        write_page(draft_id=draft.pk, answers=ANSWER, now=now)
        ends += [send_draft(draft_id=draft.pk, now=now).href.rsplit("/", 2)[1] for _again in range(2)]
    # The second beginning took the seat; sending again changes nothing.
    assert ends == ["twice", "twice", "counted", "counted"]
    assert SurveyResponse.objects.count() == 1


def test_what_comes_after_the_last_moment_is_told_so_and_not_counted(city: None) -> None:
    held, now = survey(), timezone.now()
    draft = operations.begin_answer(survey=held.survey, now=now, language="tr")
    write_page(draft_id=draft.pk, answers=ANSWER, now=now)
    over(held)
    assert send_draft(draft_id=draft.pk, now=now).href.endswith("/late/")
    assert SurveyResponse.objects.count() == 0
    with pytest.raises(errors.NotHeardNow):
        operations.begin_answer(survey=Consultation.objects.get().survey, now=now, language="tr")


def test_words_become_an_opinion_that_is_checked_and_paper_is_counted_apart(
    city: None, manager: Account
) -> None:
    held = survey()
    answered(held)
    answered(held, officer=manager, answers=ANSWER | {"words": "Tel 0532 111 22 33"})
    assert sorted(SurveyResponse.objects.values_list("channel", flat=True)) == ["paper", "web"]
    assert all("words" not in row for row in SurveyResponse.objects.values_list("answers", flat=True))
    first, second = Opinion.objects.order_by("number")
    assert (first.channel, first.state, first.section.names["en"]) == ("survey", "waiting", "Words")
    assert "0532" not in second.public_words


def test_a_random_sample_says_how_it_was_drawn(city: None) -> None:
    with pytest.raises(errors.RandomSaysHow):
        survey(is_random=True)


# --- pages --------------------------------------------------------------------------------------------


def test_somebody_proves_a_telephone_fills_it_in_and_cannot_do_so_twice(client: Client, city: None) -> None:
    held = survey(who="phone")
    start = reverse("participation:survey", args=[held.code])
    assert "telefon bir kez" in client.get(start, {"lang": "tr"}).content.decode()
    assert client.post(start, {"phone": "12"}).status_code == 422

    def proven(number: str) -> Any:
        client.post(start, {"phone": number})
        words = unseal(Message.objects.filter(template="phone_code").latest("pk").body_sealed)
        return client.post(start, {"phone": number, "proof": re.search(r"\d{6}", words)[0]})

    assert client.post(start, {"phone": "0532 000 00 00", "proof": "000000"}).status_code == 422
    begun = proven("0532 000 00 00")
    assert begun.status_code == 302
    key = begun.url.split("/")[2]
    for code, value in (("how", {"how": "shop"}), ("late", {"late": "yes"})):
        page = client.get(reverse("forms:page", args=[key, code]))
        hidden = dict(re.findall(r'name="(seen|next)" value="([^"]*)"', page.content.decode()))
        client.post(reverse("forms:page", args=[key, code]), value | hidden)
    write_page(draft_id=Draft.objects.get(key=key).pk, answers=ANSWER, now=timezone.now())
    client.post(reverse("forms:send", args=[key]))
    end = client.get(reverse("forms:done", args=[key]))
    assert end.url.endswith("/counted/")
    assert "yanıtınız sayıldı" in client.get(end.url, {"lang": "tr"}).content.decode()
    assert proven("0532 000 00 00").status_code == 422
    assert SurveyResponse.objects.count() == 1


def test_the_result_is_shown_when_it_is_over_and_says_what_it_is_not(client: Client, city: None) -> None:
    held = survey()
    for number in range(30):
        answered(
            held,
            answers=ANSWER
            | {"how": "home" if number < 3 else "shop", "late": number % 2 == 0, "words": None},
        )
    page, table = (reverse(f"participation:{name}", args=[held.code]) for name in ("hear", "result_csv"))
    assert client.get(table).status_code == 404
    assert "Sonuç, anket bitince" in client.get(page, {"lang": "tr"}).content.decode()
    over(held)
    for language in ("tr", "fa", "en"):
        shown = client.get(page, {"lang": language}).content.decode()
        assert "<svg" in shown
    assert "This is no random sample" in shown
    assert "nobody checks how often" in shown
    assert "30 answers: 30 online, 0 on paper" in shown
    rows = list(csv.DictReader(io.StringIO(client.get(table).content.decode("utf-8-sig"))))
    counts = {(row["question"], row["answer"]): row["count"] for row in rows}
    assert counts["how", "home"] == counts["how", "shop"] == "hidden"
    assert counts["late", "yes"] == "15"
    assert counts["which", "shop"] == "30"
    assert counts["age", "mean"] == "34.0"


def test_fewer_than_five_answers_show_nothing_at_all(city: None) -> None:
    held = survey()
    for _four in range(4):
        answered(held)
    assert all(one.answered is None and one.middle is None for one in tallies(held.survey))
    assert all(count is None for one in tallies(held.survey) for *_rest, count in one.cells)


def test_a_random_sample_tells_its_margin(client: Client, city: None) -> None:
    held = survey(is_random=True, drawn_how="Seçmen kütüğünden", population=1000)
    for _each in range(6):
        answered(held)
    over(held)
    page = client.get(reverse("participation:hear", args=[held.code]), {"lang": "tr"}).content.decode()
    assert "Seçmen kütüğünden" in page
    # 98 / root(6) x root(994 / 999).
    assert "39,9 puan" in page


def test_the_desk_makes_a_survey_draws_codes_and_types_a_sheet_in(
    client: Client, city: None, manager: Account
) -> None:
    form = survey().survey.version.form.code
    client.force_login(manager)
    today = timezone.localdate()
    typed = {"code": "anket", "name_tr": "Anket", "form": form, "who": "code", "opens_on": today.isoformat(),
             "closes_on": today.isoformat(), "is_random": "on", "drawn_how": "", "population": ""}  # fmt: skip
    new = reverse("participation:survey_new")
    assert client.get(new).status_code == 200
    assert client.post(new, typed).status_code == 422
    assert client.post(new, typed | {"drawn_how": "Kura"}).status_code == 302
    desk = reverse("participation:hear_one", args=["anket"])
    client.post(desk, {"step": "publish"})
    codes = client.post(reverse("participation:survey_seats", args=["anket"]), {"seats-many": "3"})
    assert len(codes.content.decode("utf-8-sig").split()) == 4
    begun = client.post(reverse("participation:survey_paper", args=["anket"]))
    assert begun.url.startswith("/fill/")
    assert client.get(begun.url).status_code == 200
    assert client.get(desk).status_code == 200
    stranger = Client()
    assert stranger.get(reverse("participation:survey", args=["anket"])).status_code == 200
    assert stranger.post(reverse("participation:survey", args=["anket"]), {"code": "yok"}).status_code == 422
    # A survey has its own door: the one of hearings leads there.
    assert stranger.get(reverse("participation:say", args=["anket"])).url.endswith("/fill/")
