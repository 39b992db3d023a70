"""From XML to a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from lxml.etree import _Element as Element

from meydan.domains.warnings.engine.codes import NAMESPACE
from meydan.domains.warnings.engine.lists import ReferenceUnreadable, read_references, read_words
from meydan.domains.warnings.engine.message import Alert, Area, Info, Pairs, Resource
from meydan.domains.warnings.engine.opening import MessageRefused, opened
from meydan.domains.warnings.engine.times import MomentUnreadable, read_moment
from meydan.numerics.outlines import ShapeUnreadable, read_circle, read_ring

Read = TypeVar("Read")


def from_xml(body: bytes) -> Alert:
    """
    Read a CAP 1.2 message of whatever origin; a signature in it is not looked at.

    :raises MessageRefused: if it cannot be opened, or a moment, reference or shape in it cannot be read
    """
    return from_tree(opened(body))


def from_tree(root: Element) -> Alert:
    """
    Read an opened message.

    :raises MessageRefused: if a moment, reference or shape in it cannot be read
    """
    return Alert(
        identifier=_text(root, "identifier"),
        sender=_text(root, "sender"),
        sent=_needed(root, "sent"),
        status=_text(root, "status"),
        msg_type=_text(root, "msgType"),
        scope=_text(root, "scope"),
        source=_text(root, "source"),
        restriction=_text(root, "restriction"),
        addresses=read_words(_text(root, "addresses")),
        codes=_texts(root, "code"),
        note=_text(root, "note"),
        references=_value(read_references, _text(root, "references"), "references"),
        incidents=read_words(_text(root, "incidents")),
        infos=tuple(_info(node) for node in _all(root, "info")),
    )


def _info(node: Element) -> Info:
    return Info(
        language=_text(node, "language"),
        categories=_texts(node, "category"),
        event=_text(node, "event"),
        urgency=_text(node, "urgency"),
        severity=_text(node, "severity"),
        certainty=_text(node, "certainty"),
        responses=_texts(node, "responseType"),
        audience=_text(node, "audience"),
        event_codes=_pairs(node, "eventCode"),
        effective=_moment(node, "effective"),
        onset=_moment(node, "onset"),
        expires=_moment(node, "expires"),
        sender_name=_text(node, "senderName"),
        headline=_text(node, "headline"),
        description=_text(node, "description"),
        instruction=_text(node, "instruction"),
        web=_text(node, "web"),
        contact=_text(node, "contact"),
        parameters=_pairs(node, "parameter"),
        resources=tuple(_resource(one) for one in _all(node, "resource")),
        areas=tuple(_area(one) for one in _all(node, "area")),
    )


def _resource(node: Element) -> Resource:
    size = _text(node, "size")
    return Resource(
        description=_text(node, "resourceDesc"),
        mime_type=_text(node, "mimeType"),
        size=_value(int, size, "size") if size else None,
        uri=_text(node, "uri"),
        content=_text(node, "derefUri"),
        digest=_text(node, "digest"),
    )


def _area(node: Element) -> Area:
    return Area(
        description=_text(node, "areaDesc"),
        polygons=tuple(_value(read_ring, words, "polygon") for words in _texts(node, "polygon")),
        circles=tuple(_value(read_circle, words, "circle") for words in _texts(node, "circle")),
        geocodes=_pairs(node, "geocode"),
        altitude=_text(node, "altitude"),
        ceiling=_text(node, "ceiling"),
    )


def _all(node: Element, tag: str) -> list[Element]:
    return list(node.iterchildren(f"{{{NAMESPACE}}}{tag}"))


def _texts(node: Element, tag: str) -> tuple[str, ...]:
    return tuple(one.text or "" for one in _all(node, tag))


def _text(node: Element, tag: str) -> str:
    found = _all(node, tag)
    if len(found) > 1:
        # The schema allows one; a reader that takes the first and one that takes the last would disagree.
        raise MessageRefused("twice", tag)
    return (found[0].text or "") if found else ""


def _pairs(node: Element, tag: str) -> Pairs:
    return tuple((_text(one, "valueName"), _text(one, "value")) for one in _all(node, tag))


def _moment(node: Element, tag: str) -> datetime | None:
    words = _text(node, tag)
    return _value(read_moment, words, tag) if words else None


def _needed(node: Element, tag: str) -> datetime:
    return _value(read_moment, _text(node, tag), tag)


def _value(read: Callable[[str], Read], words: str, tag: str) -> Read:
    try:
        return read(words)
    except MomentUnreadable as fault:
        raise MessageRefused("moment_z" if words.endswith("Z") else "moment", tag) from fault
    except ReferenceUnreadable as fault:
        raise MessageRefused("reference", str(fault)) from fault
    except ShapeUnreadable as fault:
        raise MessageRefused("shape", str(fault)[:80]) from fault
    except ValueError as fault:
        raise MessageRefused("number", tag) from fault
