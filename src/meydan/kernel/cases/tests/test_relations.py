"""Cases that hang together: children, duplicates, splits; no loop, and nobody who reported is lost."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.notify.public import Message
from meydan.base.people.public import NotAllowed
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.engine.relations import above, would_loop
from meydan.kernel.cases.models import Case, CaseEvent, CaseRelation, Reporter
from meydan.kernel.cases.operations import merging, relating
from meydan.kernel.cases.operations.moving import TransitionNotAllowed, advance
from meydan.kernel.cases.operations.supporting import support
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.tests.factories import MONDAY, case, picture, service
from meydan.kernel.cases.tests.sitting import fine_case

PAIRS = [(upper, lower) for upper in range(6) for lower in range(6)]
AYSE, HASAN = "+905321234567", "+905329876543"


@given(st.lists(st.sampled_from(PAIRS), max_size=20))
def test_ties_made_one_by_one_never_close_a_loop(wanted):
    edges = []
    for upper, lower in wanted:
        if not would_loop(edges, upper, lower):
            edges.append((upper, lower))
    assert all(one not in above(edges, one) for one in range(6))


@given(st.permutations(range(6)))
def test_a_chain_cannot_be_closed_from_its_end(order):
    edges = list(pairwise(order))
    assert would_loop(edges, order[-1], order[0])
    assert not would_loop(edges, order[0], order[-1])


def reported(phone="", **fields):
    who = public.Reporter(name="Ayşe", phone=phone, language="tr") if phone else None
    return case(reporter=who, **fields)


@pytest.mark.django_db
@pytest.mark.store
class TestInTown:
    @pytest.fixture(autouse=True)
    def in_town(self, pack, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        return pack("tr/gumushane")

    @pytest.fixture
    def officer(self):
        service()
        return staff("manager", "works")

    def child(self, officer, parent, lower, **fields):
        return relating.make_child(
            parent_id=parent.pk, child_id=lower.pk, actor=officer, now=MONDAY, **fields
        )

    def join(self, officer, main, duplicate):
        return merging.merge(main_id=main.pk, duplicate_id=duplicate.pk, actor=officer, now=MONDAY)

    def test_a_case_is_never_above_itself(self, officer):
        first, second, third = case(), case(), case()
        self.child(officer, first, second)
        self.child(officer, second, third)
        for upper, lower in ((third, first), (second, first), (first, first)):
            with pytest.raises(relating.LoopRefused):
                self.child(officer, upper, lower)
        with pytest.raises(relating.TiedAlready):
            self.child(officer, first, third)

    def test_the_parent_waits_for_the_child_that_must_end_first(self, officer):
        parent, fine = case(), fine_case()
        tie = self.child(officer, parent, fine, must_close=True)
        step = {"case_id": parent.pk, "actor": officer, "now": MONDAY, "note": "Tekrar bildirim."}
        with pytest.raises(TransitionNotAllowed, match=fine.code):
            advance(transition="refuse_received", **step)
        relating.take_from_parent(relation_id=tie.pk, actor=officer, now=MONDAY)
        assert advance(transition="refuse_received", **step).is_closed
        with pytest.raises(relating.TieOver):
            relating.take_from_parent(relation_id=tie.pk, actor=officer, now=MONDAY)

    def test_a_duplicate_closes_and_its_people_hear_of_the_main_case(self, officer):
        main, twin = reported(AYSE), reported(HASAN)
        support(case_id=twin.pk, address="", phone="+905321111111", language="tr", now=MONDAY)
        self.join(officer, main, twin)
        twin.refresh_from_db()
        main.refresh_from_db()
        assert (twin.is_closed, twin.outcome, main.supporter_count) == (True, "withdrawn", 2)
        assert Reporter.objects.filter(case=twin).exists()
        Message.objects.all().delete()
        advance(case_id=main.pk, transition="refuse_received", actor=officer, now=MONDAY, note="Yapıldı.")
        assert Message.objects.count() == 3

    def test_one_phone_is_one_person(self, officer):
        main, twin = reported(AYSE), reported(AYSE)
        self.join(officer, main, twin)
        main.refresh_from_db()
        assert main.supporter_count == 0

    def test_a_joined_case_cannot_be_moved_or_joined_again(self, officer):
        main, twin, third = case(), case(), case()
        self.join(officer, main, twin)
        with pytest.raises(TransitionNotAllowed):
            advance(case_id=twin.pk, transition="refuse_received", actor=officer, now=MONDAY, note="x")
        with pytest.raises(merging.NotOpen):
            self.join(officer, third, twin)
        with pytest.raises(relating.LoopRefused):
            self.join(officer, twin, main)

    def test_undoing_a_joining_brings_everything_back(self, officer):
        main, twin = reported(AYSE), reported(HASAN)
        before = Case.objects.values("state", "due_at", "outcome", "closed_at").get(pk=twin.pk)
        tie = self.join(officer, main, twin)
        merging.unmerge(relation_id=tie.pk, actor=officer, now=MONDAY + timedelta(minutes=5))
        assert Case.objects.values("state", "due_at", "outcome", "closed_at").get(pk=twin.pk) == before
        main.refresh_from_db()
        assert main.supporter_count == 0
        with pytest.raises(relating.TieOver):
            merging.unmerge(relation_id=tie.pk, actor=officer, now=MONDAY)
        assert not list(chain_faults())
        assert self.join(officer, main, Case.objects.get(pk=twin.pk)).pk != tie.pk

    def test_a_report_about_two_things_becomes_two_and_the_reporter_follows_both(self, officer):
        first = reported(AYSE, photos=[picture()])
        second = relating.open_beside(
            case_id=first.pk,
            service="road_fault",
            description="Ayrıca lamba da kırık.",
            actor=officer,
            now=MONDAY,
        )
        assert second.address == first.address
        assert second.documents.count() == first.documents.count() == 1
        assert second.reporter.phone_digest == first.reporter.phone_digest
        assert CaseRelation.objects.get().kind == "split"
        verbs = set(CaseEvent.objects.filter(verb="split").values_list("case_id", flat=True))
        assert verbs == {first.pk, second.pk}

    def test_a_child_of_the_office_tells_nobody(self, officer):
        first = reported(AYSE)
        Message.objects.all().delete()
        made = relating.open_beside(
            case_id=first.pk,
            service="road_fault",
            description="",
            actor=officer,
            now=MONDAY,
            as_child=True,
            must_close=True,
        )
        assert not hasattr(Case.objects.get(pk=made.pk), "reporter")
        assert Message.objects.count() == 0

    def test_another_unit_ties_nothing(self, officer):
        first, second = case(), case()
        stranger = staff("manager", "parks")
        with pytest.raises(NotAllowed):
            self.child(stranger, first, second)
        with pytest.raises(NotAllowed):
            self.join(stranger, first, second)
        assert not CaseRelation.objects.exists()
