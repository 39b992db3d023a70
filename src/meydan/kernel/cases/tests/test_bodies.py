"""A body sits: who may write, what is counted, and how a signed decision moves the case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meydan.base.audit.public import Entry
from meydan.base.people.public import NotAllowed
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.engine.bodies import BodyFault, read_body
from meydan.kernel.cases.engine.quorum import QuorumLost, VotesMissing
from meydan.kernel.cases.models import AgendaItem, Ballot, BodySession, CaseEvent
from meydan.kernel.cases.operations import agenda, deciding, seating, sessions, voting
from meydan.kernel.cases.operations.moving import EvidenceMissing, advance
from meydan.kernel.cases.queries.bodies import bodies, motions
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.tests.factories import MONDAY, picture
from meydan.kernel.cases.tests.sitting import (
    START,
    breach_case,
    fine_case,
    members,
    opened,
    put,
    secretary,
    session,
    somebody,
    vote,
)

pytestmark = [pytest.mark.django_db, pytest.mark.store]


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def keeper():
    return secretary()


def signed(item, keeper, **fields):
    facts = {
        "text": "Ceza verilmesine karar verildi.",
        "evidence": [picture()],
        "now": MONDAY,
        "actor": keeper,
    }
    return deciding.sign_decision(item_id=item.pk, **{**facts, **fields})


def sitting(keeper, choices="FFFFAAA"):
    """Seven members, a case, and votes written down: F for, A against."""
    sat = members()
    item = put(keeper, opened(keeper, sat), fine_case())
    said = {"F": "for", "A": "against"}
    vote(keeper, item, {one: said[letter] for one, letter in zip(sat, choices, strict=True)})
    return item, sat


@pytest.mark.parametrize("city", ["tr/gumushane", "ir/khoy"])
def test_every_body_of_both_countries_can_be_worked_by(pack, city):
    pack(city)
    codes = {one.code for one in bodies()}
    assert {"encumen", "meclis"} <= codes or {
        "commission_100",
        "commission_100_appeal",
        "commission_99",
    } <= codes


def test_a_document_that_cannot_be_worked_by_is_refused_by_name(in_town):
    whole = in_town.documents("bodies")["encumen"]
    for broken, said in (
        ({**whole, "tie": "coin"}, "tie"),
        ({**whole, "quorum": []}, "quorum"),
        ({**whole, "majority": [{"of": "present", "more_than": "1/1"}]}, "majority"),
        ({**whole, "seat": [{**row, "chair": False} for row in whole["seat"]]}, "presides"),
    ):
        with pytest.raises(BodyFault, match=said):
            read_body(broken, name="encumen")


def test_a_signed_decision_moves_the_case_and_gets_its_number(keeper):
    item, _sat = sitting(keeper)
    voting.count_votes(item_id=item.pk, actor=keeper, now=MONDAY)
    done = signed(item, keeper)
    assert (done.state, done.outcome, done.year, done.number) == ("signed", "adopted", 2026, 1)
    done.case.refresh_from_db()
    assert done.case.state == "decided"
    verbs = list(CaseEvent.objects.filter(case=done.case).order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["opened", "agenda", "decided", "document", "moved"]
    assert not list(chain_faults())
    assert Entry.objects.filter(verb="cases.body_decision").count() == 1


def test_a_proposal_voted_down_is_signed_and_moves_nothing(keeper):
    item, _sat = sitting(keeper, "FFFAAAA")
    assert voting.count_votes(item_id=item.pk, actor=keeper, now=MONDAY).outcome == "rejected"
    done = signed(item, keeper)
    done.case.refresh_from_db()
    assert (done.state, done.case.state) == ("signed", "calculated")


def test_the_minority_says_why(keeper):
    sat = members()
    item = put(keeper, opened(keeper, sat), fine_case())
    with pytest.raises(voting.OpinionMissing):
        voting.cast_vote(item_id=item.pk, member_id=sat[0].pk, choice="against", actor=keeper, now=MONDAY)
    with pytest.raises(voting.AbstentionRefused):
        voting.cast_vote(item_id=item.pk, member_id=sat[0].pk, choice="abstain", actor=keeper, now=MONDAY)


def test_nothing_is_counted_while_somebody_is_silent(keeper):
    sat = members()
    item = put(keeper, opened(keeper, sat), fine_case())
    vote(keeper, item, dict.fromkeys(sat[:5], "for"))
    with pytest.raises(VotesMissing) as silent:
        voting.count_votes(item_id=item.pk, actor=keeper, now=MONDAY)
    assert silent.value.members == {str(one.pk) for one in sat[5:]}


def test_three_of_seven_cannot_open_a_session(keeper):
    sat = members()
    called = session(keeper)
    sessions.write_attendance(
        session_id=called.pk,
        present=[one.pk for one in sat[:3]],
        presiding=sat[0].pk,
        actor=keeper,
        now=MONDAY,
    )
    with pytest.raises(sessions.QuorumMissing) as missing:
        sessions.open_session(session_id=called.pk, actor=keeper, now=MONDAY)
    assert (missing.value.present, missing.value.needed) == (3, 4)


def test_a_session_without_a_chair_does_not_open(keeper):
    sat = members()
    called = session(keeper)
    sessions.write_attendance(
        session_id=called.pk, present=[one.pk for one in sat], presiding=None, actor=keeper, now=MONDAY
    )
    with pytest.raises(sessions.NobodyPresides):
        sessions.open_session(session_id=called.pk, actor=keeper, now=MONDAY)


def test_a_quorum_lost_midway_stops_the_count(keeper):
    sat = members()
    sitting_now = opened(keeper, sat[:4])
    item = put(keeper, sitting_now, fine_case())
    sessions.write_attendance(
        session_id=sitting_now.pk,
        present=[one.pk for one in sat[:3]],
        presiding=sat[0].pk,
        actor=keeper,
        now=MONDAY,
    )
    vote(keeper, item, dict.fromkeys(sat[:3], "for"))
    with pytest.raises(QuorumLost):
        voting.count_votes(item_id=item.pk, actor=keeper, now=MONDAY)


def test_nobody_leaves_with_a_vote_that_is_not_counted(keeper):
    item, sat = sitting(keeper)
    with pytest.raises(sessions.VoteUnderWay, match=sat[6].name):
        sessions.write_attendance(
            session_id=item.session_id,
            present=[one.pk for one in sat[:6]],
            presiding=sat[0].pk,
            actor=keeper,
            now=MONDAY,
        )


def test_a_member_who_left_cannot_vote(keeper):
    sat = members()
    sitting_now = opened(keeper, sat[:6])
    item = put(keeper, sitting_now, fine_case())
    with pytest.raises(voting.NotInTheRoom, match=sat[6].name):
        voting.cast_vote(item_id=item.pk, member_id=sat[6].pk, choice="for", actor=keeper, now=MONDAY)


def test_a_member_whose_time_ended_is_not_let_in(keeper):
    sat = members()
    seating.end_seat(member_id=sat[6].pk, to_on=MONDAY.date(), actor=keeper, now=MONDAY)
    sitting_now = opened(keeper, sat)
    assert sitting_now.attendance.count() == 6


def test_who_takes_no_part_is_not_counted_as_present(keeper):
    sat = members()
    item = put(keeper, opened(keeper, sat), fine_case())
    vote(keeper, item, {**dict.fromkeys(sat[:5], "for"), sat[5]: "against", sat[6]: "recused"})
    counted = voting.count_votes(item_id=item.pk, actor=keeper, now=MONDAY)
    assert counted.figures == {"in_favour": 5, "against": 1, "abstained": 0, "present": 6, "needed": 4}


def test_a_members_own_vote_is_theirs_alone(keeper):
    councillor = somebody()
    sat = members(finance=councillor)
    item = put(keeper, opened(keeper, sat), fine_case())
    voting.cast_vote(item_id=item.pk, member_id=sat[1].pk, choice="for", actor=councillor, now=MONDAY)
    with pytest.raises(voting.MembersOwnVote):
        voting.cast_vote(item_id=item.pk, member_id=sat[1].pk, choice="recused", actor=keeper, now=MONDAY)
    with pytest.raises(NotAllowed):
        voting.cast_vote(item_id=item.pk, member_id=sat[0].pk, choice="for", actor=councillor, now=MONDAY)


def test_only_the_secretarys_unit_keeps_the_body(keeper):
    stranger = staff("manager", "parks")
    with pytest.raises(NotAllowed):
        session(stranger)
    item, _sat = sitting(keeper)
    for act in (voting.count_votes, voting.vote_again):
        with pytest.raises(NotAllowed):
            act(item_id=item.pk, actor=stranger, now=MONDAY)
    with pytest.raises(NotAllowed):
        signed(item, stranger)


def test_the_unit_that_has_the_case_may_put_it_before_the_body(keeper):
    planner = staff("manager", "planning")
    assert put(planner, session(keeper), fine_case()).state == "listed"
    with pytest.raises(NotAllowed):
        put(staff("clerk", "parks"), session(keeper), fine_case(now=MONDAY + timedelta(hours=1)))


def test_a_case_waits_for_a_body_once(keeper):
    made = fine_case()
    put(keeper, session(keeper), made)
    with pytest.raises(agenda.OnAgendaAlready):
        put(keeper, session(keeper), made)


def test_a_body_decides_only_what_the_workflow_gives_it(keeper):
    with pytest.raises(agenda.NothingToDecide):
        put(keeper, session(keeper), fine_case(state="recorded"))
    with pytest.raises(agenda.NothingToDecide):
        put(keeper, session(keeper), fine_case(now=MONDAY + timedelta(hours=1)), option="demolish")
    assert [one.option for one in motions(fine_case(now=MONDAY + timedelta(hours=2)))] == ["fine", "no_fine"]


def test_a_decision_that_the_case_has_overtaken_is_refused_whole(keeper):
    item, _sat = sitting(keeper)
    voting.count_votes(item_id=item.pk, actor=keeper, now=MONDAY)
    advance(
        case_id=item.case_id,
        transition="cancel_early",
        actor=staff("manager", "planning"),
        now=MONDAY,
        note="Yapı yıkılmış.",
    )
    with pytest.raises(agenda.NothingToDecide):
        signed(item, keeper)
    item.refresh_from_db()
    assert (item.state, item.number) == ("counted", None)


def test_signing_needs_words_and_the_signed_paper(keeper):
    item, _sat = sitting(keeper)
    with pytest.raises(voting.NotCounted):
        signed(item, keeper)
    voting.count_votes(item_id=item.pk, actor=keeper, now=MONDAY)
    with pytest.raises(deciding.TextMissing):
        signed(item, keeper, text="  ")
    with pytest.raises(deciding.SignatureMissing):
        signed(item, keeper, evidence=[])
    assert AgendaItem.objects.get().state == "counted"


def test_the_chair_signs_from_the_own_account_and_the_arrow_still_asks_for_evidence(keeper):
    mayor = staff("mayor")
    sat = members(mayor=mayor)
    item = put(keeper, opened(keeper, sat), fine_case())
    vote(keeper, item, dict.fromkeys(sat, "for"))
    voting.count_votes(item_id=item.pk, actor=keeper, now=MONDAY)
    with pytest.raises(EvidenceMissing):
        signed(item, mayor, evidence=[])
    assert AgendaItem.objects.get().number is None
    assert signed(item, mayor).signed_by == mayor


def test_a_signed_decision_cannot_be_signed_or_voted_again(keeper):
    item, _sat = sitting(keeper)
    voting.count_votes(item_id=item.pk, actor=keeper, now=MONDAY)
    signed(item, keeper)
    with pytest.raises(voting.NotCounted):
        signed(item, keeper)
    with pytest.raises(voting.NotCounted):
        voting.vote_again(item_id=item.pk, actor=keeper, now=MONDAY)


def test_a_count_taken_back_leaves_a_line_in_the_log(keeper):
    item, _sat = sitting(keeper)
    voting.count_votes(item_id=item.pk, actor=keeper, now=MONDAY)
    voting.vote_again(item_id=item.pk, actor=keeper, now=MONDAY)
    assert (AgendaItem.objects.get().state, Ballot.objects.count()) == ("listed", 0)
    assert Entry.objects.filter(verb="cases.body_count_back").count() == 1


def test_closing_puts_off_what_was_not_voted_and_it_may_come_again(keeper):
    sat = members()
    sitting_now = opened(keeper, sat)
    made = fine_case()
    put(keeper, sitting_now, made)
    sessions.close_session(session_id=sitting_now.pk, actor=keeper, now=MONDAY)
    assert AgendaItem.objects.get().state == "put_off"
    with pytest.raises(agenda.AgendaClosed):
        put(keeper, sitting_now, made)
    assert put(keeper, session(keeper), made).state == "listed"


def test_two_secretaries_do_not_overwrite_each_other(keeper):
    item, sat = sitting(keeper)
    seen = BodySession.objects.get().version
    other = secretary()
    sessions.write_attendance(
        session_id=item.session_id,
        present=[one.pk for one in sat],
        presiding=sat[1].pk,
        actor=other,
        now=MONDAY,
        expected_version=seen,
    )
    with pytest.raises(sessions.SessionChanged):
        voting.count_votes(item_id=item.pk, actor=keeper, now=MONDAY, expected_version=seen)
    assert AgendaItem.objects.get().state == "listed"


def test_sessions_and_decisions_are_numbered_by_the_citys_year(keeper, pack):
    first, second = session(keeper), session(keeper)
    later = session(keeper, now=MONDAY + timedelta(days=60))
    assert [(one.year, one.number) for one in (first, second, later)] == [(2026, 1), (2026, 2), (2027, 1)]


def test_a_seat_has_as_many_places_as_the_law_gives_it(keeper):
    members()
    with pytest.raises(seating.SeatsTaken):
        seating.seat_member(
            code="encumen", seat="councillor", name="Ayşe", from_on=START, actor=keeper, now=MONDAY
        )
    with pytest.raises(seating.SeatUnknown):
        seating.seat_member(code="encumen", seat="poet", name="Ayşe", from_on=START, actor=keeper, now=MONDAY)


class TestArticle100:
    @pytest.fixture(autouse=True)
    def in_khoy(self, pack, in_town):
        return pack("ir/khoy")

    @pytest.fixture
    def desk(self):
        return secretary("planning")

    def decided(self, desk, sat, code, made, choices):
        item = put(desk, opened(desk, sat, code), made, "demolish")
        vote(desk, item, dict(zip(sat, choices, strict=True)))
        voting.count_votes(item_id=item.pk, actor=desk, now=MONDAY)
        return signed(
            item,
            desk,
            text="به استناد اصول شهرسازی، رأی به قلع صادر شد.",
            given={"breached_principle": "urbanism"},
        )

    def test_two_of_three_decide_and_the_year_is_jalali(self, desk):
        made = breach_case()
        done = self.decided(
            desk, members("commission_100"), "commission_100", made, ["for", "for", "against"]
        )
        assert (done.year, done.number) == (1405, 1)
        made.refresh_from_db()
        assert made.state == "decided"

    def test_who_voted_first_does_not_hear_the_objection(self, desk):
        made = breach_case()
        self.decided(desk, members("commission_100"), "commission_100", made, ["for"] * 3)
        advance(case_id=made.pk, transition="object", actor=desk, now=MONDAY, note="اعتراض مالک")
        appeal = members("commission_100_appeal")
        appeal[0].name = "commission_100 interior 0"
        appeal[0].save()
        item = put(desk, opened(desk, appeal, "commission_100_appeal"), made, "no_breach")
        with pytest.raises(voting.VotedBefore):
            vote(desk, item, {appeal[0]: "for"})
        vote(desk, item, {appeal[1]: "for"})
