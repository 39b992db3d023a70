"""What happened to your idea: told once, bundled, to whoever wants to hear it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meydan.base.events.public import publish
from meydan.base.notify.public import Message
from meydan.base.notify.sealing import unseal
from meydan.base.people.public import Account
from meydan.domains.participation import jobs
from meydan.domains.participation.models import Follower, News, Proposal
from meydan.domains.participation.operations.answering import answer
from meydan.domains.participation.operations.following import stop_following
from meydan.domains.participation.operations.news import note_facts_of, tell_followers
from meydan.domains.participation.operations.proposals import support
from meydan.domains.participation.tests.ideas import NOW, somebody, written
from meydan.kernel.strategy.public import Action, ActionMoved, IndicatorsCounted, say
from meydan.kernel.strategy.tests.factories import action, connect, indicator, value

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def accepted(manager: Account, *, title: str = "Bank", code: str = "bank-1") -> tuple[Proposal, Action]:
    """An idea of somebody who wants to hear of it, with an action that runs for a year."""
    promised = Action.objects.filter(code=code).first() or action(
        code, starts_on=NOW.date(), ends_on=(NOW + 365 * DAY).date()
    )
    proposal = written(title=title, wants_news=True)
    answer(proposal_id=proposal.pk, status="accepted", action=promised, actor=manager, now=NOW)
    return proposal, promised


def word(code: str, sentence: str, manager: Account, now, **said) -> None:
    say(code=code, sentence=sentence, progress_percent=40, language="tr", actor=manager, now=now, **said)
    jobs.action_moved(ActionMoved(code, 40, "running", now.isoformat()), now)


def sent() -> list[str]:
    return [
        unseal(bytes(row.body_sealed)) for row in Message.objects.filter(template="idea_news").order_by("pk")
    ]


def test_author_and_supporters_hear_when_the_linked_action_moves_and_never_twice(
    city: None, manager: Account
) -> None:
    proposal, promised = accepted(manager)
    Proposal.objects.filter(pk=proposal.pk).update(status="open", action=None)
    support(proposal_id=proposal.pk, person=somebody(2, language="fa"), wants_news=True)
    support(proposal_id=proposal.pk, person=somebody(3))
    Proposal.objects.filter(pk=proposal.pk).update(status="accepted", action=promised)
    tell_followers(now=NOW)
    before = len(sent())
    word(promised.code, "Beş bank yerine kondu.", manager, NOW + DAY)
    assert tell_followers(now=NOW + DAY) == 2
    told = sent()[before:]
    assert len(told) == 2
    assert all("Beş bank yerine kondu." in one for one in told)
    assert any("واحد می‌گوید" in one for one in told)
    # The same event again, the same day again, the next day: nothing new, nothing sent.
    jobs.action_moved(ActionMoved(promised.code, 40, "running", ""), NOW + DAY)
    assert tell_followers(now=NOW + DAY) == tell_followers(now=NOW + 2 * DAY) == 0


def test_ten_movements_of_three_ideas_in_a_day_are_one_message(city: None, manager: Account) -> None:
    for number in range(3):
        accepted(manager, title=f"Öneri {number}", code=f"a-{number}")
    for number in range(3):
        for turn in range(3):
            word(f"a-{number}", f"Adım {number}.{turn}", manager, NOW + timedelta(hours=turn))
    assert tell_followers(now=NOW + DAY) == 1
    (body,) = sent()
    for said in ("Öneri 0", "Öneri 1", "Öneri 2", "Adım 0.2", "Adım 2.0"):
        assert said in body


def test_being_late_is_told_once(city: None, manager: Account) -> None:
    _proposal, promised = accepted(manager)
    tell_followers(now=NOW)
    late = NOW + 400 * DAY
    note_facts_of(actions=[promised], now=late)
    tell_followers(now=late)
    assert "Gecikti" in sent()[-1]
    many = len(sent())
    note_facts_of(actions=[promised], now=late + DAY)
    tell_followers(now=late + DAY)
    assert len(sent()) == many


def test_an_indicator_is_told_when_its_state_changes_and_not_when_only_its_figure_does(
    city: None, manager: Account
) -> None:
    measure = indicator("benches", targets={"2026": 10, "2027": 10}, freshness_days=3650)
    value(measure, NOW.date(), 2.0)
    promised = action("bank-1", starts_on=NOW.date(), ends_on=(NOW + 365 * DAY).date())
    connect(promised, measure)
    proposal = written(wants_news=True)
    answer(proposal_id=proposal.pk, status="accepted", action=promised, actor=manager, now=NOW)
    tell_followers(now=NOW)

    def counted(figure: float, days: int) -> int:
        at = NOW + days * DAY
        value(measure, at.date(), figure)
        jobs.indicators_counted(IndicatorsCounted([measure.pk], at.isoformat()), at)
        return tell_followers(now=at)

    assert counted(3.0, 1) == 0
    assert counted(12.0, 2) == 1
    assert counted(13.0, 3) == 0
    assert counted(1.0, 4) == 1
    assert News.objects.filter(kind="indicator").count() == 2


def test_who_pressed_the_link_hears_no_more(city: None, manager: Account) -> None:
    _proposal, promised = accepted(manager)
    tell_followers(now=NOW)
    assert stop_following(token=Follower.objects.get().token) == 1
    word(promised.code, "Bitti.", manager, NOW + DAY, is_done=True)
    assert tell_followers(now=NOW + DAY) == 0
    assert stop_following(token="unknown") == 0


def test_what_stood_before_the_answer_is_no_news(city: None, manager: Account) -> None:
    promised = action("bank-1", starts_on=NOW.date(), ends_on=(NOW + 365 * DAY).date())
    say(code="bank-1", sentence="Eski söz", progress_percent=10, language="tr", actor=manager, now=NOW - DAY)
    proposal = written(wants_news=True)
    answer(proposal_id=proposal.pk, status="accepted", action=promised, actor=manager, now=NOW)
    tell_followers(now=NOW)
    assert not any("Eski söz" in one for one in sent())


def test_the_plan_s_own_events_reach_the_ideas(city: None, manager: Account) -> None:
    from meydan.base.events.registry import listeners

    assert "participation.action_moved" in [one.name for one in listeners(ActionMoved.kind)]
    assert "participation.indicators_counted" in [one.name for one in listeners(IndicatorsCounted.kind)]
    publish(ActionMoved("x", 1, "running", NOW.isoformat()), NOW)
