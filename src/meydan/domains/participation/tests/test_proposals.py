"""What people propose, stand behind and talk about, and what the city owes them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from meydan.base.people.public import Account
from meydan.domains.participation import errors as faults
from meydan.domains.participation.models import (
    Call,
    Comment,
    Follower,
    News,
    Proposal,
    ProposalEvent,
    Status,
    Support,
)
from meydan.domains.participation.models.proposals import LineKept
from meydan.domains.participation.operations.answering import answer
from meydan.domains.participation.operations.leaving import erase_person
from meydan.domains.participation.operations.proposals import (
    comment,
    support,
    take_support_back,
    withdraw,
    write_proposal,
)
from meydan.domains.participation.persons import Person
from meydan.domains.participation.queries.proposals import Wanted, wanted_proposals
from meydan.domains.participation.tests.ideas import NOW, Idea, somebody, written
from meydan.kernel.strategy.tests.factories import action as action_of

pytestmark = pytest.mark.django_db


def test_one_person_stands_behind_a_proposal_once(city: None) -> None:
    proposal = written()
    assert support(proposal_id=proposal.pk, person=somebody(2)) == 2
    with pytest.raises(faults.AlreadyBehind):
        support(proposal_id=proposal.pk, person=somebody(2))
    with pytest.raises(faults.AlreadyBehind):
        support(proposal_id=proposal.pk, person=somebody(1))
    proposal.refresh_from_db()
    assert proposal.support_count == Support.objects.count() == 2
    assert take_support_back(proposal_id=proposal.pk, person=somebody(2))
    assert not take_support_back(proposal_id=proposal.pk, person=somebody(2))


def test_supports_of_one_person_cannot_be_tied_together_nor_to_a_phone(city: None) -> None:
    first, second = written(), written()
    digests = set(Support.objects.values_list("person_digest", flat=True))
    assert len(digests) == 2
    assert not any("5550000" in digest for digest in digests)
    assert first.author_digest == second.author_digest


def test_one_form_sent_twice_is_one_proposal(city: None) -> None:
    idea = Idea(title="Bank", what="Bank", category="green", language="tr")
    made = [write_proposal(idea=idea, person=somebody(), now=NOW, token="t" * 20) for _twice in range(2)]
    assert made[0].pk == made[1].pk


def test_nothing_is_written_to_a_call_that_is_over(city: None) -> None:
    call = Call.objects.create(code="kis", opens_at=NOW - timedelta(days=9), closes_at=NOW)
    idea = Idea(title="Bank", what="Bank", category="green", language="tr")
    with pytest.raises(faults.NotTakenNow):
        write_proposal(idea=idea, person=somebody(), now=NOW, call=call)


def test_an_answer_to_an_answer_stands_beside_it_and_counts(city: None) -> None:
    proposal = written()
    first = comment(proposal_id=proposal.pk, person=somebody(2), words="Güzel", language="tr", now=NOW)
    said = {"proposal_id": proposal.pk, "language": "tr", "now": NOW}
    second = comment(person=somebody(3), words="Evet", parent_id=first.pk, **said)
    third = comment(person=somebody(4), words="Hayır", parent_id=second.pk, stance="against", **said)
    assert third.parent_id == first.pk
    proposal.refresh_from_db()
    assert proposal.comment_count == 3
    with pytest.raises(faults.ProposalUnknown):
        comment(person=somebody(5), words="?", parent_id=10**9, **said)


def test_only_its_author_takes_an_idea_back_and_only_before_the_answer(city: None, manager: Account) -> None:
    proposal = written()
    with pytest.raises(faults.NotYours):
        withdraw(proposal_id=proposal.pk, person=somebody(2), now=NOW)
    withdraw(proposal_id=proposal.pk, person=somebody(), now=NOW)
    with pytest.raises(faults.NotTakenNow):
        support(proposal_id=proposal.pk, person=somebody(3))
    other = written()
    answer(proposal_id=other.pk, status="rejected", words="Yer yok.", actor=manager, now=NOW)
    with pytest.raises(faults.NotTakenNow):
        withdraw(proposal_id=other.pk, person=somebody(), now=NOW)


def test_a_rejected_idea_has_a_written_reason(city: None, manager: Account) -> None:
    proposal = written()
    for words in ("", "   \n"):
        with pytest.raises(faults.AnswerMissing):
            answer(proposal_id=proposal.pk, status="rejected", words=words, actor=manager, now=NOW)
    answered = answer(
        proposal_id=proposal.pk, status="rejected", words="Orası özel mülk.", actor=manager, now=NOW
    )
    assert answered.answer == "Orası özel mülk."
    line = ProposalEvent.objects.filter(proposal=proposal, verb="answered").get()
    assert (line.status, line.words) == ("rejected", "Orası özel mülk.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(answer="")


def test_an_accepted_idea_has_a_linked_action(city: None, manager: Account) -> None:
    proposal, action = written(), action_of("bank-1")
    for status in ("accepted", "partly"):
        with pytest.raises(faults.ActionMissing):
            answer(proposal_id=proposal.pk, status=status, words="Evet", actor=manager, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(status=Status.ACCEPTED)
    answered = answer(proposal_id=proposal.pk, status="accepted", action=action, actor=manager, now=NOW)
    assert answered.action == action
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(action=None)


@pytest.mark.parametrize("status", ["open", "withdrawn", "done", "nonsense", ""])
def test_a_step_that_leads_nowhere_is_refused(city: None, manager: Account, status: str) -> None:
    with pytest.raises(faults.StepNotOpen):
        answer(proposal_id=written().pk, status=status, words="?", actor=manager, now=NOW)


def test_a_line_of_the_history_is_never_written_again(city: None) -> None:
    line = ProposalEvent.objects.get(proposal=written())
    line.words = "anders"
    with pytest.raises(LineKept):
        line.save()


def test_search_finds_an_idea_however_its_letters_are_typed(city: None) -> None:
    written(title="IŞIKLI KAVŞAK", what="Okul önüne.")
    fa = written(title="نیمکت در پارک كوچک", what="سایه هم می‌خواهیم", language="fa")
    assert [one.title for one in wanted_proposals(Wanted(words="ışıklı kavsak"))] == ["IŞIKLI KAVŞAK"]
    assert [one.pk for one in wanted_proposals(Wanted(words="پارک کوچک"))] == [fa.pk]


@pytest.mark.parametrize("keeps_words", [True, False])
def test_erase_my_account_my_text_stays_or_goes_as_i_chose_and_my_name_is_nowhere(
    city: None, keeps_words: bool
) -> None:
    me, other = somebody(1), somebody(2)
    mine = written(me, title="Gizli olmayan", signed_as="Ayşe Yılmaz", wants_news=True)
    theirs = written(other, title="Başkasının")
    support(proposal_id=theirs.pk, person=me)
    said = comment(
        proposal_id=theirs.pk, person=me, words="Katılıyorum", language="tr", now=NOW, signed_as="Ayşe Yılmaz"
    )
    erase_person(person=me, keeps_words=keeps_words, now=NOW)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    said.refresh_from_db()
    assert (mine.title != "") is keeps_words
    assert (said.words != "") is keeps_words
    assert mine.is_hidden is not keeps_words
    assert theirs.support_count == 1
    assert theirs.comment_count == (1 if keeps_words else 0)
    assert not Follower.objects.exists()
    kept = [
        str(value)
        for table in (Proposal, Comment, Support, Follower, ProposalEvent, News)
        for row in table._default_manager.values_list()
        for value in row
    ]
    assert not any("Ayşe" in value or me.author_digest == value for value in kept)
    assert not any(me.support_digest(pk) in kept for pk in (mine.pk, theirs.pk))
    assert (mine.pk in [one.pk for one in wanted_proposals(Wanted(words="gizli"))]) is keeps_words


def test_somebody_who_wrote_nothing_is_erased_without_harm(city: None) -> None:
    written()
    left = erase_person(person=Person("phone:unknown"), keeps_words=False, now=NOW)
    assert (left.proposals, left.comments, left.supports) == (0, 0, 0)
    assert Proposal.objects.get().title
