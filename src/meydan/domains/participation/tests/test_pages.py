"""What voters and staff see, in three languages, without a line of script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff
from meydan.domains.participation import operations
from meydan.domains.participation.models import Ballot, Budget
from meydan.domains.participation.tests.conftest import codes_of, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_now(city: None) -> Budget:
    """People vote since yesterday and for a week, by the clock on the wall."""
    now = timezone.now()
    return made(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=7))


def over(budget: Budget) -> None:
    Budget.objects.filter(pk=budget.pk).update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(hours=1)
    )


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Belediye neye harcasın?", "Mahalle bütçesi"]),
        ("fa", ["شهرداری پول را کجا خرج کند؟", "بودجهٔ محله"]),
        ("en", ["What should the city spend on?", "Neighbourhood budget"]),
    ],
)
def test_every_page_speaks_the_readers_language(
    client: Client, open_now: Budget, language: str, words: list[str]
) -> None:
    page = client.get(reverse("participation:front"), {"lang": language}).content.decode()
    for one in words:
        assert one in page
    for name in ("budget", "vote", "receipt"):
        answer = client.get(reverse(f"participation:{name}", args=[open_now.code]), {"lang": language})
        assert answer.status_code == 200


def test_a_voter_chooses_sees_the_sum_confirms_and_gets_a_receipt(client: Client, open_now: Budget) -> None:
    code, address = codes_of(open_now, 1)[0], reverse("participation:vote", args=[open_now.code]) + "?lang=fa"
    assert "پارک کودک" in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    too_much = client.post(address, {"projects": ["1", "2"]})
    assert too_much.status_code == 422
    assert "۱۱۰٬۰۰۰" in too_much.content.decode()
    confirm = client.post(address, {"projects": ["1", "3"]}).content.decode()
    assert "۱۰۰٬۰۰۰" in confirm
    sent = {"projects": ["1", "3"], "secret": hidden(confirm, "secret")}
    wrong = client.post(address, sent | {"code": "0000"})
    assert wrong.status_code == 422
    assert "چنین کدی نیست" in wrong.content.decode()
    receipts = [
        re.search(r'<code dir="ltr">([0-9a-f ]+)</code>', client.post(address, sent | {"code": code}).content.decode())
        for _twice in range(2)
    ]  # fmt: skip
    assert receipts[0] and receipts[1] and receipts[0][1] == receipts[1][1]  # noqa: PT018
    assert Ballot.objects.get().projects == [1, 3]
    looked = client.post(
        reverse("participation:receipt", args=[open_now.code]) + "?lang=en", {"receipt": receipts[0][1]}
    )
    assert "Yes, this ballot is in the box" in looked.content.decode()
    # Before the count nobody is shown what it says.
    assert "1, 3" not in looked.content.decode()
    spent = client.post(address, {"projects": ["2"], "secret": "ab" * 32, "code": code})
    assert spent.status_code == 422
    assert Ballot.objects.count() == 1


def test_nothing_is_kept_in_the_session_or_address_of_a_voter(client: Client, open_now: Budget) -> None:
    address = reverse("participation:vote", args=[open_now.code])
    answer = client.post(address, {"projects": ["1"], "secret": "cd" * 32, "code": codes_of(open_now, 1)[0]})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "sessionid" not in " ".join(client.cookies)


@pytest.mark.parametrize("secret", ["", "zz" * 32, "ab", "ab" * 33])
def test_a_forged_page_is_refused_and_costs_nothing(client: Client, open_now: Budget, secret: str) -> None:
    code = codes_of(open_now, 1)[0]
    address = reverse("participation:vote", args=[open_now.code])
    answer = client.post(address, {"projects": ["1"], "secret": secret, "code": code})
    assert answer.status_code == 422
    assert not open_now.eligibilities.exclude(channel="").exists()


def test_after_voting_the_page_says_so_and_results_give_every_reason(
    client: Client, open_now: Budget
) -> None:
    for code, chosen in zip(codes_of(open_now, 3), ([1, 3], [3], [2]), strict=True):
        operations.vote(budget=open_now, code=code, secret=code.encode().hex() * 2, projects=chosen,
                        now=timezone.now())  # fmt: skip
    ballots = reverse("participation:ballots", args=[open_now.code])
    assert client.get(ballots).status_code == 404
    over(open_now)
    vote = reverse("participation:vote", args=[open_now.code])
    assert client.post(vote, {"projects": ["1"]}).status_code == 410
    operations.count(budget=open_now, actor=None, now=timezone.now())
    page = client.get(reverse("participation:budget", args=[open_now.code]), {"lang": "en"}).content.decode()
    for words in (
        "Equal shares",
        "Most votes for the money",
        "This rule was announced beforehand",
        "Paid from what",
    ):
        assert words in page
    assert open_now.count.file_digest in page
    assert len(client.get(ballots).json()["ballots"]) == 3
    assert b"def equal_shares" in client.get(reverse("participation:script")).content


def test_staff_make_a_budget_take_votes_on_paper_and_count(client: Client, city: None) -> None:
    client.force_login(staff("manager"))
    today = timezone.now().date()
    typed = {
        "code": "koy", "name_tr": "Köy bütçesi", "amount": "100000", "rule": "approval", "within_amount": "on",
        "opens_on": today.isoformat(), "closes_on": (today - timedelta(days=1)).isoformat(),
    }  # fmt: skip
    assert client.post(reverse("participation:new"), typed).status_code == 422
    assert (
        client.post(reverse("participation:new"), typed | {"closes_on": today.isoformat()}).status_code == 302
    )
    desk = reverse("participation:one", args=["koy"])

    def stepped(step: str, **said: object) -> int:
        named = {f"{step}-{name}": value for name, value in said.items()}
        return client.post(desk, {"step": step, **named}).status_code

    assert client.get(reverse("participation:budget", args=["koy"])).status_code == 404
    assert stepped("publish") == 422
    for number in (1, 2):
        assert stepped("project", name_tr=f"Proje {number}", cost="30000") == 302
    assert stepped("publish") == 302
    drawn = client.post(desk, {"step": "codes", "codes-many": "2"})
    codes = drawn.content.decode("utf-8-sig").split()[1:]
    assert stepped("sheet", code=codes[0]) == 302
    assert stepped("sheet", code=codes[0]) == 422
    assert stepped("counter", code=codes[1], projects=["1"]) == 302
    assert stepped("count") == 422
    over(Budget.objects.get())
    assert stepped("paper", number="1", projects=["2"]) == 302
    assert stepped("paper", number="2", projects=["2"]) == 422
    assert stepped("count") == 302
    assert client.get(desk).status_code == 200
    assert client.get(reverse("participation:desk")).status_code == 200


def test_a_clerk_takes_votes_and_does_not_count(client: Client, open_now: Budget) -> None:
    client.force_login(staff("clerk"))
    desk = reverse("participation:one", args=[open_now.code])
    for step in ("project", "publish", "codes", "extend", "count"):
        assert client.post(desk, {"step": step}).status_code == 403
    assert client.post(desk, {"step": "nonsense"}).status_code == 422
    assert client.post(desk, {"step": "sheet", "sheet-code": codes_of(open_now, 1)[0]}).status_code == 302
    assert client.get(reverse("participation:new")).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Client, open_now: Budget, manager: Account) -> None:
    assert client.get(reverse("participation:desk")).status_code == 302


def test_a_choice_at_the_counter_that_is_too_dear_is_told_its_sum(client: Client, open_now: Budget) -> None:
    (code,) = codes_of(open_now, 1)
    client.force_login(staff("clerk"))
    step = {"step": "counter", "counter-code": code, "counter-projects": ["1", "2"]}
    page = client.post(f"/desk/budgets/{open_now.code}/", step)
    assert page.status_code == 422
    (said,) = [str(one) for one in page.context["messages"]]
    assert "110.000" in said
    assert "100.000" in said
