"""One person, one ballot, nobody can tell whose, and everybody can count again: with the attacks tried."""

from __future__ import annotations

import hashlib
import json
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from meydan.base.audit.public import Entry
from meydan.base.people.public import Account
from meydan.domains.participation import operations, recount
from meydan.domains.participation.engine.ballot_secret import receipt_of
from meydan.domains.participation.errors import (
    BallotAgainstRules,
    BallotCastAlready,
    BallotNotSigned,
    CodeSpent,
    CodeUnknown,
    CountedAlready,
    EndsTooEarly,
    MorePapersThanHandedOut,
    NotClosedYet,
    NotOpen,
    NotReady,
    ReasonMissing,
    VotingHasBegun,
)
from meydan.domains.participation.models import Amendment, Ballot, Budget, Eligibility
from meydan.domains.participation.queries import budgets as queries
from meydan.domains.participation.tests.conftest import AFTER, CLOSES, DURING, OPENS, codes_of, made

pytestmark = pytest.mark.django_db


def voted(budget: Budget, code: str, projects: list[int], **changes: Any) -> Ballot:
    given = {"secret": secrets.token_hex(32), "now": DURING} | changes
    return operations.vote(budget=budget, code=code, projects=projects, **given)


def test_a_voter_gets_a_receipt_and_the_ballot_lies_in_the_box(budget: Budget) -> None:
    secret = secrets.token_hex(32)
    ballot = voted(budget, codes_of(budget, 1)[0], [3, 1], secret=secret)
    assert (ballot.projects, ballot.channel, ballot.receipt) == ([1, 3], "web", receipt_of(secret))
    assert queries.ballot_by_receipt(budget, ballot.receipt) == ballot


def test_a_code_may_be_typed_as_people_type(budget: Budget) -> None:
    code = codes_of(budget, 1)[0]
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]} ".replace("0", "O").replace("1", "۱")
    assert voted(budget, typed, [1]).projects == [1]


def test_the_same_code_votes_once(budget: Budget) -> None:
    code = codes_of(budget, 1)[0]
    voted(budget, code, [1])
    with pytest.raises(CodeSpent):
        voted(budget, code, [2])
    with pytest.raises(CodeSpent):
        voted(budget, code, [2], channel="counter")
    with pytest.raises(CodeSpent):
        operations.hand_out_paper(budget=budget, code=code, now=DURING)
    assert list(Ballot.objects.values_list("projects", flat=True)) == [[1]]


def test_a_code_of_another_budget_or_an_invented_one_is_worth_nothing(budget: Budget) -> None:
    other = codes_of(made(code="baska"), 1)[0]
    for code in (other, "", "0000-0000-0000-0000"):
        with pytest.raises(CodeUnknown):
            voted(budget, code, [1])
    assert not Ballot.objects.exists()


def test_before_and_after_voting_no_ballot_is_taken_and_the_code_stays_good(budget: Budget) -> None:
    code = codes_of(budget, 1)[0]
    for moment in (OPENS - timedelta(seconds=1), CLOSES, AFTER):
        with pytest.raises(NotOpen):
            voted(budget, code, [1], now=moment)
    assert voted(budget, code, [1], now=CLOSES - timedelta(seconds=1)).projects == [1]


def test_a_choice_against_the_rules_does_not_cost_the_code(budget: Budget) -> None:
    code = codes_of(budget, 1)[0]
    for projects, kind in (([], "empty"), ([9], "unknown"), ([1, 2], "money")):
        with pytest.raises(BallotAgainstRules) as refused:
            voted(budget, code, projects)
        assert refused.value.kind == kind
    assert voted(budget, code, [1]).projects == [1]


def test_cut_off_between_code_and_ballot_the_same_page_sent_again_votes(
    budget: Budget, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, secret = codes_of(budget, 1)[0], secrets.token_hex(32)
    with monkeypatch.context() as killed:
        killed.setattr("meydan.domains.participation.operations.voting.cast", None)
        with pytest.raises(TypeError):
            voted(budget, code, [1], secret=secret)
    assert not Ballot.objects.exists()
    with pytest.raises(CodeSpent):
        voted(budget, code, [1])
    assert {voted(budget, code, [1], secret=secret).pk for _again in range(3)} == {Ballot.objects.get().pk}
    with pytest.raises(BallotCastAlready):
        voted(budget, code, [2], secret=secret)


def test_an_unsigned_ballot_or_one_signed_for_another_budget_is_refused(budget: Budget) -> None:
    other = made(code="baska")
    theirs = voted(other, codes_of(other, 1)[0], [1])
    for signature in (b"", bytes(256), bytes.fromhex(theirs.signature)):
        with pytest.raises(BallotNotSigned):
            operations.cast(
                budget=budget, receipt=theirs.receipt, signature=signature, projects=[1], channel="web", now=DURING
            )  # fmt: skip
    assert not budget.ballots.exists()


def test_nothing_that_is_kept_joins_a_code_to_a_ballot(budget: Budget) -> None:
    """The whole database after a vote: what the code's row holds occurs nowhere near the ballot, and back."""
    codes, secret = codes_of(budget, 3), secrets.token_hex(32)
    entries = Entry.objects.count()
    ballot = voted(budget, codes[1], [2], secret=secret)
    row = Eligibility.objects.exclude(channel="").get()
    assert Entry.objects.count() == entries
    columns = {one.name for one in Ballot._meta.fields}
    assert columns == {"id", "budget", "receipt", "channel", "projects", "signature"}
    assert {one.name for one in Eligibility._meta.fields} == {
        "id", "budget", "code_digest", "channel", "blinded_digest",
    }  # fmt: skip
    # What the room signed is not what lies in the box.
    for shown in (
        ballot.receipt,
        ballot.signature,
        hashlib.sha256(bytes.fromhex(ballot.signature)).hexdigest(),
    ):
        assert row.blinded_digest != shown
    # A counted-up key would tell the order of voting.
    assert ballot.pk > 1_000_000


def test_rules_stand_still_once_people_vote_and_move_freely_before(budget: Budget) -> None:
    operations.change(budget=budget, now=OPENS - timedelta(hours=1), rule="knapsack")
    for moment in (OPENS, DURING, AFTER):
        with pytest.raises(VotingHasBegun):
            operations.change(budget=budget, now=moment, rule="approval")
        with pytest.raises(VotingHasBegun):
            operations.add_project(budget=budget, names={"tr": "Sonradan"}, cost=1, now=moment)
    budget.refresh_from_db()
    assert (budget.rule, budget.projects.count()) == ("knapsack", 3)


def test_only_the_last_day_moves_later_in_public_with_a_reason(budget: Budget, manager: Account) -> None:
    later = CLOSES + timedelta(days=7)
    with pytest.raises(ReasonMissing):
        operations.extend(budget=budget, closes_at=later, reason=" ", actor=manager, now=DURING)
    for closes_at, now in ((CLOSES - timedelta(days=1), DURING), (later, AFTER)):
        with pytest.raises(EndsTooEarly):
            operations.extend(budget=budget, closes_at=closes_at, reason="Kar", actor=manager, now=now)
    operations.extend(
        budget=budget, closes_at=later, reason="Kar yolları kapattı.", actor=manager, now=DURING
    )
    assert Amendment.objects.get().closed_at_before == CLOSES
    assert voted(budget, codes_of(budget, 1)[0], [1], now=AFTER).projects == [1]


def test_a_budget_of_one_project_is_not_put_to_a_vote(city: None) -> None:
    budget = operations.make_budget(code="tek", names={}, amount=10, opens_at=OPENS, closes_at=CLOSES)
    operations.add_project(budget=budget, names={}, cost=5, now=OPENS)
    with pytest.raises(NotReady):
        operations.publish(budget=budget, actor=None, now=OPENS)


def test_paper_is_counted_apart_and_never_more_than_was_handed_out(budget: Budget, manager: Account) -> None:
    codes = codes_of(budget, 3)
    for code in codes[:2]:
        operations.hand_out_paper(budget=budget, code=code, now=DURING)
    with pytest.raises(CodeSpent):
        voted(budget, codes[0], [1])
    voted(budget, codes[2], [1], channel="counter")

    def entered(number: int) -> Ballot:
        return operations.enter_paper(budget=budget, number=number, projects=[2], actor=manager, now=AFTER)

    entered(1)
    with pytest.raises(BallotCastAlready):
        entered(1)
    entered(2)
    with pytest.raises(MorePapersThanHandedOut):
        entered(3)
    assert queries.cast_by_channel(budget) == {"web": 0, "counter": 1, "paper": 2}
    operations.count(budget=budget, actor=manager, now=AFTER)
    with pytest.raises(CountedAlready):
        entered(3)


def test_what_is_published_gives_the_same_winners_by_python_alone(
    budget: Budget, manager: Account, tmp_path: Path
) -> None:
    for code, chosen in zip(codes_of(budget, 6), ([1], [1, 3], [2, 3], [2], [3], [3]), strict=True):
        voted(budget, code, chosen)
    with pytest.raises(NotClosedYet):
        operations.count(budget=budget, actor=manager, now=DURING)
    count = operations.count(budget=budget, actor=manager, now=AFTER)
    with pytest.raises(CountedAlready):
        operations.count(budget=budget, actor=manager, now=AFTER)
    # 4 votes for 40,000, then 2 for 50,000 before 2 for 60,000.
    assert [row["wins"] for row in count.outcomes["knapsack"]] == [False, True, True]
    content = queries.ballot_file(budget, count)
    assert hashlib.sha256(content).hexdigest() == count.file_digest
    # -I: neither this program nor its libraries are seen.
    published = tmp_path / "ballots.json"
    published.write_bytes(content)
    command = [sys.executable, "-I", "-S", str(Path(recount.__file__)), str(published)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        "The recount agrees with what was published.",
    )
    assert count.file_digest in done.stdout


def test_whoever_adds_changes_or_repeats_a_ballot_is_found_by_the_recount(
    budget: Budget, manager: Account
) -> None:
    for code in codes_of(budget, 3):
        voted(budget, code, [1])
    count = operations.count(budget=budget, actor=manager, now=AFTER)
    honest = queries.ballot_file(budget, count)

    def found(**of_the_first: Any) -> list[str]:
        file = json.loads(honest)
        file["ballots"][0] |= of_the_first
        return list(recount.faults(file))

    assert found() == []
    assert "no valid signature" in found(receipt="00" * 16)[0]
    assert "no valid signature" in found(signature="00")[0]
    assert "more than were handed out" in found(channel="paper")[0]
    assert "spends more" in found(projects=[1, 2])[0]
    assert "not there" in found(projects=[7])[0]
    twice = json.loads(honest)
    twice["ballots"].append(twice["ballots"][0])
    assert [one for one in recount.faults(twice) if "stands 2 times" in one]
    wrong = json.loads(honest)
    wrong["winners"]["approval"] = [2]
    assert recount.winners(wrong) != wrong["winners"]


@pytest.mark.store
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_with_one_code_make_one_ballot(
    budget: Budget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = codes_of(budget, 1)[0]
    if connection.vendor == "sqlite":
        # In memory all threads would share one connection; a city's home is a file.
        connection.cursor().execute("VACUUM INTO %s", [str(tmp_path / "town.sqlite3")])
        monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "town.sqlite3"))

    def tried(_number: int) -> str:
        try:
            voted(budget, code, [1])
        except CodeSpent:
            return "refused"
        finally:
            connection.close()
        return "cast"

    def in_the_box(_number: int) -> int:
        try:
            return Ballot.objects.count()
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as together:
        answers = list(together.map(tried, range(50)))
        assert list(together.map(in_the_box, range(1))) == [1]
    assert (answers.count("cast"), answers.count("refused")) == (1, 49)
