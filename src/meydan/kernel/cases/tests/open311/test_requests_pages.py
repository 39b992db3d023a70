"""The public list of requests, a page for each, and feeds of both, which a reader of another maker follows."""

from datetime import timedelta

import feedparser
import pytest
from django.utils import timezone

from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.opening import ReporterFacts
from meydan.kernel.cases.operations.words import add_note
from meydan.kernel.cases.tests.factories import case, service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack):
    return pack("tr/gumushane")


@pytest.fixture
def now():
    return timezone.now()


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    return found


FEEDS = [
    "/requests.atom", "/requests.rss", "/requests.atom?service_code=road_fault", "/requests.atom?status=open",
    "/requests.rss?lat=40.46&long=39.48&radius=300", "/requests/{}.atom", "/requests/{}.rss",
]  # fmt: skip


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
@pytest.mark.parametrize("address", FEEDS)
def test_a_reader_finds_no_fault_in_any_feed_in_any_language(client, now, address, language):
    one = case(service=service(group="streets"), lon=39.48, lat=40.46, now=now, description="gizli")
    add_note(case_id=one.pk, text="Yarın <b> & ]]>", actor=None, now=now, is_public=True)
    joined = "&" if "?" in address else "?"
    found = read(client, f"{address.format(one.pk)}{joined}lang={language}")
    assert found.entries
    assert f"lang={language}" in str(found.feed.links)
    assert "gizli" not in str(found)


def test_an_entry_keeps_its_id_while_its_request_changes(client, now):
    one = case(now=now - timedelta(days=3))
    before = read(client, "/requests.atom").entries[0]
    Case.objects.filter(pk=one.pk).update(updated_at=now)
    after = read(client, "/requests.atom").entries[0]
    assert before.id == after.id
    assert before.updated < after.updated
    assert before.published == after.published


def test_what_happens_to_one_request_are_entries_with_ids_of_their_own(client, now):
    one = case(now=now)
    for words in ("Bakıyoruz", "Yarın geliyoruz"):
        add_note(case_id=one.pk, text=words, actor=None, now=now, is_public=True)
    found = read(client, f"/requests/{one.pk}.atom")
    assert len({entry.id for entry in found.entries}) == 3
    assert [entry.summary for entry in found.entries[:2]] == ["Yarın geliyoruz", "Bakıyoruz"]


def test_a_feed_that_did_not_change_is_not_sent_again(client, now):
    case(now=now)
    first = client.get("/requests.atom")
    assert client.get("/requests.atom", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("query", ["status=lost", "lat=x&long=1", "service_code=none", "area=%00"])
def test_a_question_that_cannot_be_read_is_said_on_the_page(client, query):
    assert client.get(f"/requests/?{query}").status_code == 400
    assert client.get(f"/requests.atom?{query}").status_code in (400, 404)


def test_the_list_and_the_page_show_where_it_stands_and_nobodys_words(client, now):
    who = ReporterFacts(name="Gülşah Işık", phone="+905321234567")
    one = case(service=service(group="streets"), now=now, description="oğlum düştü", reporter=who)
    add_note(case_id=one.pk, text="Ekip yarın orada", actor=None, now=now, is_public=True)
    shown = client.get("/requests/").content.decode()
    page = client.get(f"/requests/{one.pk}/").content.decode()
    assert "Kaldırım çukuru" in shown
    assert "Ekip yarın orada" in page
    for secret in ("oğlum", "Gülşah", "Cumhuriyet", one.code):
        assert secret not in shown + page


def test_the_list_goes_on_behind_what_was_seen(client, now):
    for n in range(53):
        case(now=now - timedelta(minutes=n))
    first = client.get("/requests/").content.decode()
    further = first.partition('href="?after=')[2].partition('"')[0].replace("&amp;", "&")
    assert client.get(f"/requests/?after={further}").content.decode().count("data-label=") == 3 * 3


@pytest.mark.parametrize("hidden", [{"kind": "information"}, {"is_public": False}])
def test_what_is_not_public_has_no_page_and_no_feed(client, now, hidden):
    one = case(service=service("hidden", **hidden), now=now)
    for address in (f"/requests/{one.pk}/", f"/requests/{one.pk}.atom", "/requests/999999999999999999/"):
        assert client.get(address).status_code == 404
    assert read(client, "/requests.atom").entries == []
