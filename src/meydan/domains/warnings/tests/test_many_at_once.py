"""Several people press at the same moment: one approval, one message, one successor."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections, transaction

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff
from meydan.domains.warnings.errors import (
    AlreadyFollowed,
    ChangedMeanwhile,
    NotApproved,
    NotInForce,
    NotInWork,
)
from meydan.domains.warnings.models import Approval, PublicWarning, PublishedMessage
from meydan.domains.warnings.operations import deciding, following, publishing
from meydan.domains.warnings.tests.factories import MONDAY, draft, published

MANY = 6
REFUSED = (AlreadyFollowed, ChangedMeanwhile, NotApproved, NotInForce, NotInWork)


def approve_and_publish(identifier: str, account_id: int) -> str:
    """What the one button does; the name of what happened."""
    actor = Account.objects.get(pk=account_id)
    try:
        with transaction.atomic():
            deciding.approve(identifier=identifier, actor=actor, now=MONDAY, expected_version=1)
            publishing.publish(identifier=identifier, actor=actor, now=MONDAY)
    except REFUSED as refusal:
        return type(refusal).__name__
    return "out"


def follow(identifier: str, account_id: int) -> str:
    """Begin an update or a cancellation, in turn."""
    actor = Account.objects.get(pk=account_id)
    begin = following.draft_update if account_id % 2 else following.draft_cancel
    try:
        begin(identifier=identifier, actor=actor, now=MONDAY + timedelta(minutes=1))
    except REFUSED as refusal:
        return type(refusal).__name__
    return "begun"


def at_once(work: object, identifier: str, accounts: list[int]) -> Counter[str]:
    def one(account_id: int) -> str:
        try:
            return work(identifier, account_id)  # type: ignore[operator]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(accounts)) as pool:
        return Counter(pool.map(one, accounts))


@pytest.mark.store
@pytest.mark.only_on(
    "postgresql"
)  # an SQLite test database in memory is one connection; processes are tried below
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
def test_of_six_who_press_at_once_one_sends_it_out() -> None:
    made = draft()
    outcome = at_once(approve_and_publish, made.identifier, [staff("manager").pk for _n in range(MANY)])
    assert outcome["out"] == 1
    assert sum(outcome.values()) == MANY
    assert (PublishedMessage.objects.count(), Approval.objects.count()) == (1, 1)


@pytest.mark.store
@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
def test_of_six_who_follow_at_once_one_does() -> None:
    made = published()
    outcome = at_once(follow, made.identifier, [staff("clerk").pk for _n in range(MANY)])
    assert outcome == {"begun": 1, "AlreadyFollowed": MANY - 1}
    assert PublicWarning.objects.exclude(previous=None).count() == 1


PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from meydan.base.people.tests.factories import staff
from meydan.domains.warnings.tests.factories import draft
print(draft().identifier, *[staff("manager").pk for _n in range(3)])
"""
PRESS = """
import sys, django; django.setup()
from meydan.domains.warnings.tests.test_many_at_once import approve_and_publish
print(approve_and_publish(sys.argv[1], int(sys.argv[2])))
"""


@pytest.mark.slow
def test_of_three_processes_that_press_at_once_on_sqlite_one_sends_it_out(tmp_path: Path) -> None:
    (tmp_path / "meydan.toml").write_text('key = "scratch"\npack = "tr/gumushane"\n')
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    surroundings = {
        **kept,
        "MEYDAN_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }

    def start(code: str, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", code, *words], env=surroundings, text=True, stdout=subprocess.PIPE
        )

    said, _none = start(PREPARE).communicate(timeout=180)
    identifier, *accounts = said.split()
    pressing = [start(PRESS, identifier, one) for one in accounts]
    outcome = Counter(one.communicate(timeout=120)[0].strip() for one in pressing)
    assert outcome["out"] == 1, outcome
    assert sum(outcome[type_.__name__] for type_ in REFUSED) == 2, outcome
