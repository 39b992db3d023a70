"""A closed case is opened again for a reason from a list, and the reasons are counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from meydan.base.packs.public import check_pack
from meydan.base.packs.tests.folders import change, write
from meydan.base.packs.tests.test_faults import folder
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.models import Case, Reopening
from meydan.kernel.cases.operations.reopening import ReasonUnknown
from meydan.kernel.cases.operations.sending import reopen_for_reporter
from meydan.kernel.cases.queries import reopening
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.queries.reopening import all_reasons, reasons_for, reopened_since
from meydan.kernel.cases.tests.factories import case, picture, service
from meydan.kernel.cases.tests.reading import in_language, words

__all__ = ["folder"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack: Any, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    pack("tr/gumushane")


@pytest.fixture
def officer() -> Any:
    service()
    return staff("manager", "works")


def closed(officer: Any, at: datetime) -> Case:
    made = case(now=at)
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=at)
    for step in ("assign", "start"):
        public.advance(case_id=made.pk, transition=step, actor=officer, now=at)
    return public.advance(
        case_id=made.pk, transition="finish", actor=officer, now=at, note="Yama", evidence=[picture()]
    )


def opened_again(made: Case, officer: Any, at: datetime, **facts: Any) -> Case:
    return public.advance(case_id=made.pk, transition="reopen", actor=officer, now=at, **facts)


def test_an_officer_names_the_reason_and_the_first_outcome_stays(officer: Any, now: datetime) -> None:
    made = opened_again(closed(officer, now), officer, now, reason="came_back")
    kept = Reopening.objects.get()
    assert (kept.reason, kept.by, kept.outcome, kept.service) == (
        "came_back",
        "officer",
        "done",
        made.service,
    )
    assert made.reopen_reason == "came_back"
    moves = [line.body for line in public.history(made) if line.verb == "moved"]
    assert moves[-2]["outcome"] == "done"
    assert (moves[-1]["reopened"], moves[-1]["ended"]) == ("came_back", "done")
    assert list(chain_faults()) == []


def test_another_reason_needs_words_and_an_unknown_one_opens_nothing(officer: Any, now: datetime) -> None:
    made = closed(officer, now)
    with pytest.raises(public.EvidenceMissing):
        opened_again(made, officer, now, reason="other")
    with pytest.raises(ReasonUnknown):
        opened_again(made, officer, now, reason="moon", note="x")
    made.refresh_from_db()
    assert made.closed_at is not None
    assert not Reopening.objects.exists()
    assert opened_again(made, officer, now, reason="other", note="Kapak eksik").closed_at is None


def test_a_reason_on_any_other_step_is_passed_over(officer: Any, now: datetime) -> None:
    made = case(now=now)
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=now)
    public.advance(case_id=made.pk, transition="assign", actor=officer, now=now, reason="came_back")
    assert not Reopening.objects.exists()


def test_a_service_narrows_the_list(officer: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.code for one in reasons_for(service())] == list(all_reasons())
    monkeypatch.setattr(
        reopening, "_chosen", lambda folder, _code: ["partly", "other"] if folder == "services" else []
    )
    assert [one.code for one in reasons_for(service())] == ["partly", "other"]
    with pytest.raises(ReasonUnknown):
        opened_again(closed(officer, now), officer, now, reason="came_back")


def test_reasons_are_counted_by_service_in_two_queries(
    officer: Any, now: datetime, django_assert_num_queries: Any
) -> None:
    for reason in ("came_back", "came_back", "partly"):
        opened_again(closed(officer, now), officer, now, reason=reason)
    closed(officer, now)
    with django_assert_num_queries(2):
        found = reopened_since(now - timedelta(days=1), now + timedelta(days=1))
    one = found[service().pk]
    assert (one.count, one.closed, dict(one.reasons)) == (3, 1, {"came_back": 2, "partly": 1})
    assert reopened_since(now - timedelta(days=2), now) == {}


@pytest.mark.parametrize(
    ("language", "said"), [("tr", "Yeniden oldu"), ("fa", "دوباره پیش آمد"), ("en", "It came back")]
)
def test_the_reason_is_chosen_told_and_counted_in_three_languages(
    client: Any, settings: Any, officer: Any, now: datetime, language: str, said: str
) -> None:
    made = closed(officer, now)
    client.force_login(officer)
    in_language(client, settings, language)
    page = words(client.get(f"/desk/cases/{made.pk}/"))
    assert said in page
    typed = {"transition": "reopen", "version": made.version}
    assert client.post(f"/desk/cases/{made.pk}/move/", typed).status_code == 422
    assert client.post(f"/desk/cases/{made.pk}/move/", {**typed, "why": "moon"}).status_code == 422
    assert client.post(f"/desk/cases/{made.pk}/move/", {**typed, "why": "came_back"}).status_code == 302
    assert said in words(client.get(f"/desk/cases/{made.pk}/"))
    assert said in words(client.get("/desk/reopened/"))
    client.logout()
    in_language(client, settings, language)
    assert said in words(client.get(f"/follow/{made.code}/"))
    assert said in words(client.get("/services/road_fault/"))


def test_programs_read_the_code_of_the_reason(client: Any, officer: Any, now: datetime) -> None:
    made = closed(officer, now)
    reopen_for_reporter(case_id=made.pk, reason="wrong_place", now=now)
    lines = client.get("/open311/v2/servicerequestupdates.json").json()
    assert [line["reopen_reason"] for line in lines if "reopen_reason" in line] == ["wrong_place"]
    xml = client.get("/open311/v2/servicerequestupdates.xml").content.decode()
    assert "<reopen_reason>wrong_place</reopen_reason>" in xml
    client.force_login(officer)
    row = client.get("/api/cases").json()["cases"][0]
    assert (row["reopened_count"], row["reopen_reason"]) == (1, "wrong_place")


def test_the_pack_check_names_reasons_that_are_not_there_or_have_no_name(folder: Path) -> None:
    write(
        folder / "reopen_reasons.toml", '[[reason]]\ncode = "loud"\nnames = { tr = "Gürültü", en = "Loud" }\n'
    )
    line = change(
        folder / "services/bench.toml", 'workflow = "fix"', 'workflow = "fix"\nreopen_reasons = ["laud"]'
    )
    told = [f"{one.file.name}:{one.line}: {one.problem}" for one in check_pack(folder)]
    assert f"bench.toml:{line + 1}: There is no reason to reopen 'laud'." in told
    assert "reopen_reasons.toml:1: The reason 'loud' has no name in: fa." in told
