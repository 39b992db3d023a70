"""A notice is written, put out, begins and ends by itself, and its trace on the map follows."""

from __future__ import annotations

import pytest

from meydan.base.people.public import Account
from meydan.domains.notices import operations, queries
from meydan.domains.notices.errors import EndsTooEarly, NotAPlace, NoticeOver
from meydan.domains.notices.models import Notice
from meydan.domains.notices.tests.factories import HOUR, INSIDE, MONDAY, OUTSIDE, draft, out, said
from meydan.kernel.cases.public import Case, CaseChanged, CaseClosed, TransitionNotAllowed, advance
from meydan.kernel.places.public import occurrences

pytestmark = pytest.mark.django_db


def state(notice: Notice) -> str:
    return str(Case.objects.values_list("state", flat=True).get(pk=notice.case_id))


def happening(at: object) -> list[str]:
    return [one.kind for one in occurrences(("cut", "closure"), at=at)]  # type: ignore[arg-type]


def test_a_draft_is_nobodys_news(city: None) -> None:
    draft()
    assert not queries.standing(MONDAY)
    assert happening(MONDAY + 2 * HOUR) == []


def test_put_out_it_begins_and_ends_by_itself(water_manager: Account) -> None:
    notice = out(water_manager)
    assert operations.step(now=MONDAY) == 0
    assert state(notice) == "announced"
    assert operations.step(now=MONDAY + HOUR) == 1
    assert state(notice) == "under_way"
    assert happening(MONDAY + 2 * HOUR) == ["cut"]
    assert operations.step(now=MONDAY + 5 * HOUR) == 1
    assert state(notice) == "over"
    assert operations.step(now=MONDAY + 6 * HOUR) == 0
    assert happening(MONDAY + 6 * HOUR) == []


def test_one_that_nobody_looked_at_until_its_end_ends_without_having_begun(water_manager: Account) -> None:
    notice = out(water_manager)
    assert operations.step(now=MONDAY + 9 * HOUR) == 1
    assert state(notice) == "over"


def test_ended_early_it_leaves_the_map_at_once(water_manager: Account) -> None:
    notice = out(water_manager)
    operations.step(now=MONDAY + HOUR)
    operations.end(notice=notice, actor=water_manager, now=MONDAY + 2 * HOUR)
    assert happening(MONDAY + 3 * HOUR) == []
    assert not queries.standing(MONDAY + 3 * HOUR)


def test_called_off_before_it_began_it_leaves_no_trace(water_manager: Account) -> None:
    notice = out(water_manager)
    operations.call_off(notice=notice, reason="Parça gelmedi.", actor=water_manager, now=MONDAY)
    assert happening(MONDAY + 2 * HOUR) == []
    assert state(notice) == "called_off"


def test_a_later_end_is_heard_by_the_map(water_manager: Account) -> None:
    notice = out(water_manager)
    later = said(ends_at=MONDAY + 8 * HOUR)
    operations.change(notice=notice, said=later, actor=water_manager, now=MONDAY + 2 * HOUR)
    assert happening(MONDAY + 7 * HOUR) == ["cut"]


def test_of_two_who_change_it_at_once_the_second_is_told(
    water_manager: Account, water_clerk: Account
) -> None:
    notice = out(water_manager)
    seen = Case.objects.get(pk=notice.case_id).version
    later = said(titles={"tr": "Gece de su yok"}, ends_at=MONDAY + 8 * HOUR)
    operations.change(
        notice=notice, said=later, actor=water_manager, now=MONDAY + HOUR, expected_version=seen
    )
    with pytest.raises(CaseChanged):
        operations.change(
            notice=notice, said=said(), actor=water_clerk, now=MONDAY + HOUR, expected_version=seen
        )
    kept = queries.notice(notice.case.code)
    assert (kept.case.titles, kept.ends_at) == ({"tr": "Gece de su yok"}, MONDAY + 8 * HOUR)
    assert kept.case.version == seen + 1
    assert "gece" in kept.case.search
    assert kept.case.events.filter(verb="retitled").count() == 1


def test_moved_in_the_inbox_it_is_out_and_over_all_the_same(water_manager: Account) -> None:
    notice = draft()
    advance(case_id=notice.case_id, transition="announce", actor=water_manager, now=MONDAY)
    operations.step(now=MONDAY)
    assert happening(MONDAY + 2 * HOUR) == ["cut"]
    case = advance(
        case_id=notice.case_id, transition="call_off", actor=water_manager, now=MONDAY, note="Ertelendi."
    )
    told = CaseClosed(
        case_id=case.pk, code=case.code, service="water_cut", unit="water", outcome="withdrawn",
        opened_at="", closed_at="", source="staff",
    )  # fmt: skip
    for _twice in range(2):
        operations.hear_case_closed(told, MONDAY)
    assert happening(MONDAY + 2 * HOUR) == []


def test_a_clerk_writes_and_does_not_put_out(water_clerk: Account) -> None:
    notice = draft(actor=water_clerk)
    with pytest.raises(TransitionNotAllowed):
        operations.announce(notice=notice, actor=water_clerk, now=MONDAY)
    assert Notice.objects.get().announced_at is None


def test_what_cannot_be_is_refused(water_manager: Account) -> None:
    with pytest.raises(NotAPlace):
        draft(area=None)
    with pytest.raises(EndsTooEarly):
        draft(ends_at=MONDAY + HOUR)
    with pytest.raises(EndsTooEarly):
        draft(starts_at=MONDAY - 3 * HOUR, ends_at=MONDAY - HOUR)
    slept = draft()
    with pytest.raises(EndsTooEarly):
        operations.announce(notice=slept, actor=water_manager, now=MONDAY + 6 * HOUR)
    gone = out(water_manager)
    operations.call_off(notice=gone, reason="x", actor=water_manager, now=MONDAY)
    with pytest.raises(NoticeOver):
        operations.change(notice=gone, said=said(), actor=water_manager, now=MONDAY)


def test_a_cut_is_known_inside_its_area_and_hours_only(water_manager: Account) -> None:
    notice = out(water_manager)
    (lon, lat), at = INSIDE, MONDAY + 2 * HOUR
    assert queries.known_at("water_fault", lon=lon, lat=lat, now=at) == [notice]
    assert queries.known_at("water_fault", lon=OUTSIDE[0], lat=OUTSIDE[1], now=at) == []
    assert queries.known_at("road_fault", lon=lon, lat=lat, now=at) == []
    assert queries.known_at("water_fault", lon=lon, lat=lat, now=MONDAY) == []
    assert queries.known_at("water_fault", lon=lon, lat=lat, now=MONDAY + 5 * HOUR) == []
    # Nobody is told that a cut elsewhere is theirs.
    assert queries.known_at("water_fault", lon=None, lat=None, now=at) == []


def test_a_tender_happens_nowhere_and_waits_for_people(city: None) -> None:
    notice = draft("tender_notice", area=None, where={})
    assert notice.area is None
    assert operations.step(now=MONDAY + 9 * HOUR) == 0
    assert state(notice) == "draft"
