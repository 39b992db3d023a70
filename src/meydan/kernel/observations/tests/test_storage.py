"""Where the disk goes, and who may say how long values are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from meydan.base.audit.public import entries
from meydan.kernel.observations.models import ArchivedMonth, Datastream, RetentionRule
from meydan.kernel.observations.operations.keeping import keep, keeping_of, rules_by_code, set_rule
from meydan.kernel.observations.operations.things import remove_datastreams
from meydan.kernel.observations.public import roll_up, store
from meydan.kernel.observations.storage.budget import Budget, budget
from meydan.kernel.observations.storage.checks import finding_of
from meydan.kernel.observations.storage.wording import size_words
from meydan.kernel.observations.stores.sizes import Sizes
from meydan.kernel.observations.tests.factories import stream
from meydan.kernel.observations.tests.homes import own_home

pytestmark = [pytest.mark.django_db, pytest.mark.store]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def home() -> Iterator[Path]:
    with own_home() as folder:
        yield folder


def measured(now: datetime, days: int = 60, **changes: object) -> Datastream:
    pm = stream(**changes)
    store(rows=[(pm.pk, now - k * DAY / 24, float(k % 40)) for k in range(days * 24)], now=now, source="test")
    roll_up(now)
    return pm


def test_a_budget_counts_rows_bytes_and_what_comes_in_a_day(now: datetime) -> None:
    pm, quiet = measured(now), stream()
    found = budget(now)
    first, last = found.streams[0], found.streams[-1]
    assert (first.datastream, first.rows) == (pm, 60 * 24)
    assert (last.datastream, last.rows, last.bytes_a_day) == (quiet, 0, 0)
    assert found.sizes.by_table["observations_value"] > 60 * 24 * 16
    assert first.bytes == pytest.approx(found.sizes.total)
    assert found.bytes_a_day == pytest.approx(first.bytes / first.rows * 24, rel=0.05)
    assert found.full_in_days == pytest.approx(found.free_bytes / found.bytes_a_day, rel=0.01)


def test_once_values_go_as_fast_as_they_come_only_the_archive_grows(
    now: datetime, administrator: object
) -> None:
    measured(now)
    before = budget(now).bytes_a_day
    set_rule(code="*", kept_days=40, is_archived=True, actor=administrator, now=now)
    keep(now=now)
    found = budget(now)
    assert found.streams[0].archived_months == 2
    assert 0 < found.bytes_a_day < before
    assert found.streams[0].rows < 41 * 24 + 24
    set_rule(code="*", kept_days=40, is_archived=False, actor=administrator, now=now)
    assert budget(now).bytes_a_day == 0


def test_a_datastream_goes_before_its_property_and_that_before_all_others(now: datetime) -> None:
    own, by_property, other = stream(), stream(), stream("no2")
    Datastream.objects.filter(pk=own.pk).update(kept_days=7)
    RetentionRule.objects.create(code="pm2_5", kept_days=30)
    RetentionRule.objects.create(code="*", kept_days=400, is_archived=False)
    found = Datastream.objects.select_related("observed_property")
    kept = [keeping_of(found.get(pk=each.pk), rules_by_code()) for each in (own, by_property, other)]
    assert [(each.kept_days, each.is_archived) for each in kept] == [(7, True), (30, True), (400, False)]


@pytest.mark.parametrize(
    ("days", "state"), [(None, "good"), (31, "good"), (30, "watch"), (8, "watch"), (7, "bad")]
)
def test_the_doctor_warns_a_month_before_the_disk_is_full(days: float | None, state: str) -> None:
    found = Budget([], Sizes({}, is_estimate=False), 1e9, 0, 10**10, days)
    assert finding_of(found).state == state
    assert bool(finding_of(found).remedy) == (state != "good")


def test_sizes_read_as_people_say_them() -> None:
    with translation.override("en"):
        said = [size_words(amount) for amount in (12, 3_400, 12_300_000, 1_500_000_000)]
    assert said == ["12 bytes", "3.4 kB", "12.3 MB", "1.5 GB"]


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_the_page_says_what_grows_and_for_how_long_it_is_kept(
    now: datetime, client: object, administrator: object, language: str, settings: object
) -> None:
    pm = measured(now)
    client.force_login(administrator)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    body = client.get(reverse("observations:storage")).content.decode()
    assert {"tr": "Karşıyaka", "fa": "کارشی‌یاکا", "en": "Karşıyaka"}[language] in body
    assert reverse("observations:storage_stream", args=[pm.pk]) in body


def test_only_the_administrator_changes_it_and_the_log_says_so(
    now: datetime, client: object, administrator: object, clerk: object
) -> None:
    pm = measured(now, days=2)
    address = reverse("observations:storage_stream", args=[pm.pk])
    client.force_login(clerk)
    assert client.get(reverse("observations:storage")).status_code == 200
    assert client.post(address, {"kept_days": "90"}).status_code == 403
    client.force_login(administrator)
    assert client.post(address, {"kept_days": "0"}).status_code == 422
    assert client.post(address, {"kept_days": "90"}).status_code == 302
    assert Datastream.objects.get(pk=pm.pk).kept_days == 90
    rule = reverse("observations:storage_property", args=["pm2_5"])
    assert client.post(rule, {"kept_days": "", "is_archived": "on"}).status_code == 302
    assert RetentionRule.objects.get(code="pm2_5").is_own
    assert [each.verb for each in entries()][:2] == ["observations.retention"] * 2


def test_with_a_datastream_its_archive_goes(
    now: datetime, home: Path, administrator: object, django_capture_on_commit_callbacks: object
) -> None:
    pm = measured(now)
    set_rule(code="*", kept_days=10, is_archived=True, actor=administrator, now=now)
    keep(now=now)
    files = [
        home / "archive" / "observations" / path
        for path in ArchivedMonth.objects.values_list("path", flat=True)
    ]
    assert files
    assert all(file.is_file() for file in files)
    with django_capture_on_commit_callbacks(execute=True):
        remove_datastreams(datastream_ids=[pm.pk])
    assert not any(file.exists() for file in files)


def test_the_pack_says_it_until_the_city_does(now: datetime, administrator: object, pack: object) -> None:
    pack("tr/gumushane")
    call_command("load", verbosity=0)
    assert RetentionRule.objects.get(code="*").kept_days is None
    set_rule(code="*", kept_days=500, is_archived=True, actor=administrator, now=now)
    call_command("load", verbosity=0)
    assert RetentionRule.objects.get(code="*").kept_days == 500
