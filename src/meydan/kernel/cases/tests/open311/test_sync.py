"""Civic acceptance, service requests 4: a sync by ``updated_after`` misses nothing while the city works on."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.words import add_note
from meydan.kernel.cases.tests.factories import case
from meydan.kernel.cases.tests.open311.asking import ROOT, rows

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CASES, CHANGES = 300, 1000


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def city():
    """Cases of last year, each with its number."""
    first = case(now=timezone.now() - 300 * DAY)
    fields = {f.attname: getattr(first, f.attname) for f in Case._meta.concrete_fields if f.attname != "id"}
    moment = timezone.now() - 200 * DAY
    Case.objects.bulk_create(
        Case(
            **{**fields, "code": f"X-{n}", "idempotency_key": None, "opened_at": moment, "updated_at": moment}
        )
        for n in range(CASES - 1)
    )
    return list(Case.objects.order_by("pk").values_list("pk", flat=True))


class Changes:
    """A city at work: one request after another changes, a second apart, the same ones again and again."""

    def __init__(self, numbers):
        self.numbers, self.made, self.now = numbers, {}, timezone.now() - timedelta(hours=2)

    def go_on(self, count):
        for _ in range(count):
            if len(self.made) >= CHANGES:
                return
            at = len(self.made)
            number = self.numbers[(at * 97) % len(self.numbers)]
            self.now += timedelta(seconds=1)
            Case.objects.filter(pk=number).update(updated_at=self.now)
            self.made[at] = (str(number), self.now)

    @property
    def last(self):
        """The newest change of each request."""
        return dict(self.made.values())


def seen_in(answer, seen):
    for row in answer.json():
        moment = datetime.fromisoformat(row["updated_datetime"])
        known = seen.get(row["service_request_id"])
        seen[row["service_request_id"]] = max(moment, known) if known else moment


def by_link(client, query, changes, seen):
    url = f"{ROOT}/requests.json?{query}"
    while url:
        answer = client.get(url)
        seen_in(answer, seen)
        changes.go_on(7)
        link = answer.headers.get("Link", "")
        url = link.partition(">")[0].removeprefix("<").partition("/open311/v2/")[2]
        url = f"{ROOT}/{url}" if url else ""


def by_number(client, query, changes, seen):
    page = 1
    while True:
        answer = client.get(f"{ROOT}/requests.json?{query}&page={page}")
        if not answer.json():
            return
        seen_in(answer, seen)
        changes.go_on(7)
        page += 1


@pytest.mark.parametrize("turn", [by_link, by_number])
def test_a_sync_over_a_thousand_changes_under_writes_misses_nothing(client, city, turn):
    changes, seen = Changes(city), {}
    after = changes.now
    changes.go_on(200)
    for _ in range(60):
        turn(client, f"updated_after={after:%Y-%m-%dT%H:%M:%SZ}&page_size=40", changes, seen)
        # What a plain client does: the newest change it has seen is where it goes on.
        after = max(seen.values()).astimezone(after.tzinfo)
        if len(changes.made) >= CHANGES and after >= changes.now.replace(microsecond=0):
            break
    assert len(changes.made) == CHANGES
    missed = {n for n, moment in changes.last.items() if seen.get(n) != moment.replace(microsecond=0)}
    assert missed == set()
    assert len(seen) == CASES


def test_a_change_that_was_committed_after_a_newer_one_is_not_missed(client, city):
    now = timezone.now()
    Case.objects.filter(pk=city[0]).update(updated_at=now)
    (row,) = rows(client, updated_after=(now - timedelta(minutes=5)).isoformat())
    # It waited forty seconds for the database.
    Case.objects.filter(pk=city[1]).update(updated_at=now - timedelta(seconds=40))
    found = {one["service_request_id"] for one in rows(client, updated_after=row["updated_datetime"])}
    assert str(city[1]) in found


def test_updated_before_ends_a_span_and_old_requests_that_changed_belong_to_it(client, city):
    at = timezone.now() - 10 * DAY
    for hours, number in enumerate(city[:3]):
        Case.objects.filter(pk=number).update(updated_at=at + timedelta(hours=hours))
    before = (at + timedelta(hours=1)).isoformat()
    found = [
        one["service_request_id"] for one in rows(client, updated_after=at.isoformat(), updated_before=before)
    ]
    assert found == [str(city[1]), str(city[0])]


def test_updates_follow_their_link_to_the_end_each_once(client, city):
    now = timezone.now() - DAY
    for n in range(25):
        add_note(
            case_id=city[n % 5], text=f"Not {n}", actor=None, now=now + timedelta(minutes=n), is_public=True
        )
    url, seen = f"{ROOT}/servicerequestupdates.json?page_size=4&start_date={now:%Y-%m-%dT%H:%M:%SZ}", []
    while url:
        answer = client.get(url)
        seen += [row["description"] for row in answer.json()]
        link = answer.headers.get("Link", "").partition(">")[0].partition("/open311/v2/")[2]
        url = f"{ROOT}/{link}" if link else ""
    assert seen == [f"Not {n}" for n in range(25)]


def test_a_page_of_a_thousand_costs_a_handful_of_queries(client, city, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert len(rows(client, updated_after="2020-01-01T00:00:00Z")) == CASES
