"""Atom (RFC 4287) and RSS 2.0 documents of warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree

from meydan.domains.warnings.engine.codes import MEDIA_TYPE

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True)
class Entry:
    """One warning: where people read it, where machines do, and what it says."""

    page: str
    document: str
    title: str
    summary: str
    sent: datetime
    category: str


@dataclass(frozen=True)
class Feed:
    """The feed itself; its address never changes, for it is its name as well."""

    address: str
    site: str
    title: str
    author: str
    language: str
    updated: datetime


def as_atom(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Write an Atom feed, newest first as given."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(f"{{{XML}}}lang", feed.language)
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(root, "updated", _rfc3339(feed.updated))
    _link(root, rel="self", href=feed.address, type="application/atom+xml")
    _link(root, rel="alternate", href=feed.site, type="text/html")
    _add(etree.SubElement(root, f"{{{ATOM}}}author"), "name", feed.author)
    for entry in entries:
        node = etree.SubElement(root, f"{{{ATOM}}}entry")
        _add(node, "id", entry.page)
        _add(node, "title", entry.title)
        _add(node, "published", _rfc3339(entry.sent))
        _add(node, "updated", _rfc3339(entry.sent))
        _link(node, rel="alternate", href=entry.page, type="text/html")
        _link(node, rel="alternate", href=entry.document, type=MEDIA_TYPE)
        etree.SubElement(node, f"{{{ATOM}}}category", term=entry.category)
        _add(node, "summary", entry.summary)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def as_rss(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Write the same as RSS 2.0."""
    root = etree.Element("rss", version="2.0", nsmap={"atom": ATOM})
    channel = etree.SubElement(root, "channel")
    for tag, words in (
        ("title", feed.title), ("link", feed.site), ("description", feed.title), ("language", feed.language),
        ("lastBuildDate", _rfc822(feed.updated)),
    ):  # fmt: skip
        etree.SubElement(channel, tag).text = words
    _link(channel, rel="self", href=feed.address, type="application/rss+xml")
    for entry in entries:
        item = etree.SubElement(channel, "item")
        for tag, words in (
            ("title", entry.title), ("link", entry.page), ("description", entry.summary),
            ("category", entry.category), ("pubDate", _rfc822(entry.sent)),
        ):  # fmt: skip
            etree.SubElement(item, tag).text = words
        etree.SubElement(item, "guid", isPermaLink="true").text = entry.page
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _add(node: etree._Element, tag: str, words: str) -> None:
    etree.SubElement(node, f"{{{ATOM}}}{tag}").text = words


def _link(node: etree._Element, **attributes: str) -> None:
    etree.SubElement(node, f"{{{ATOM}}}link", **attributes)


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
