"""Feeds are read by a reader of another maker without a fault."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from meydan.base.feeds.public import Entry, Feed, as_atom, as_rss

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
FEED = Feed("https://x.example/a.atom?lang=fa", "https://x.example/", "خبر & <b>", "خوی", "fa", NOON)
PAGE = "https://x.example/requests/7/"


def entry(number=7, **changes):
    facts = {
        "id": PAGE, "page": PAGE, "title": f"چاله \x00\x0b{number} & <i>", "summary": "]]> &amp; \ud7ff",
        "published": NOON - timedelta(days=1), "updated": NOON, "category": "road_fault",
    }  # fmt: skip
    return Entry(**{**facts, **changes})


@pytest.mark.parametrize("write", [as_atom, as_rss])
def test_a_reader_finds_no_fault(write):
    read = feedparser.parse(write(FEED, [entry(), entry(8, id=f"{PAGE}#update-1")]))
    assert not read.bozo, read.get("bozo_exception")
    assert [one.id for one in read.entries] == [PAGE, f"{PAGE}#update-1"]
    assert read.entries[0].link == PAGE
    assert read.entries[0].title.startswith("چاله 7")
    assert read.entries[0].published_parsed[:4] == (2026, 11, 27, 12)


def test_a_feed_without_entries_is_one_too():
    read = feedparser.parse(as_atom(FEED, []))
    assert (read.bozo, read.version, read.entries) == (False, "atom10", [])
