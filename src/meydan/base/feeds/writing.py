"""Atom (RFC 4287) and RSS 2.0 documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE, RSS_TYPE = "application/atom+xml", "application/rss+xml"
XML = "http://www.w3.org/XML/1998/namespace"
# XML 1.0 has no way to write these.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """
    One thing of a list.

    :param id: an address that names it for ever
    :param page: where people read it
    :param links: where machines do: address and media type
    """

    id: str
    page: str
    title: str
    summary: str
    published: datetime
    updated: datetime
    category: str = ""
    links: Sequence[tuple[str, str]] = ()


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
    """Write an Atom feed, in the order given."""
    # Loaded with the first feed that is read: most starts need not pay for it.
    from lxml import etree

    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(f"{{{XML}}}lang", feed.language)
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(root, "updated", _rfc3339(feed.updated))
    _link(root, rel="self", href=feed.address, type=ATOM_TYPE)
    _link(root, rel="alternate", href=feed.site, type="text/html")
    _add(etree.SubElement(root, f"{{{ATOM}}}author"), "name", feed.author)
    for entry in entries:
        node = etree.SubElement(root, f"{{{ATOM}}}entry")
        _add(node, "id", entry.id)
        _add(node, "title", entry.title)
        _add(node, "published", _rfc3339(entry.published))
        _add(node, "updated", _rfc3339(entry.updated))
        _link(node, rel="alternate", href=entry.page, type="text/html")
        for href, media_type in entry.links:
            _link(node, rel="alternate", href=href, type=media_type)
        if entry.category:
            etree.SubElement(node, f"{{{ATOM}}}category", term=entry.category)
        _add(node, "summary", entry.summary)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def as_rss(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Write the same as RSS 2.0."""
    from lxml import etree

    root = etree.Element("rss", version="2.0", nsmap={"atom": ATOM})
    channel = etree.SubElement(root, "channel")
    for tag, words in (
        ("title", feed.title), ("link", feed.site), ("description", feed.title), ("language", feed.language),
        ("lastBuildDate", _rfc822(feed.updated)),
    ):  # fmt: skip
        etree.SubElement(channel, tag).text = _clean(words)
    _link(channel, rel="self", href=feed.address, type=RSS_TYPE)
    for entry in entries:
        item = etree.SubElement(channel, "item")
        for tag, words in (
            ("title", entry.title), ("link", entry.page), ("description", entry.summary),
            ("category", entry.category), ("pubDate", _rfc822(entry.published)),
        ):  # fmt: skip
            etree.SubElement(item, tag).text = _clean(words)
        is_page = "true" if entry.id == entry.page else "false"
        etree.SubElement(item, "guid", isPermaLink=is_page).text = entry.id
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _clean(words: str) -> str:
    return UNWRITABLE.sub("", words)


def _add(node: etree._Element, tag: str, words: str) -> None:
    from lxml import etree

    etree.SubElement(node, f"{{{ATOM}}}{tag}").text = _clean(words)


def _link(node: etree._Element, **attributes: str) -> None:
    from lxml import etree

    etree.SubElement(node, f"{{{ATOM}}}link", **attributes)


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
