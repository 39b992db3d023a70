"""From a message to its XML, every element where the standard wants it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lxml import etree
from lxml.etree import _Element as Element

from meydan.domains.warnings.engine.codes import NAMESPACE
from meydan.domains.warnings.engine.lists import write_references, write_words
from meydan.domains.warnings.engine.message import Alert, Area, Info, Pairs, Resource
from meydan.domains.warnings.engine.times import write_moment
from meydan.numerics.outlines import write_circle, write_ring


def to_tree(alert: Alert) -> Element:
    """
    Build the XML of a message, indented for people.

    Optional elements that hold nothing are left out: an empty one would be a fault.

    :raises ValueError: if a moment has no zone, or a text holds a character that XML cannot carry
    """
    root = etree.Element(_name("alert"), nsmap={None: NAMESPACE})
    _add(root, "identifier", alert.identifier)
    _add(root, "sender", alert.sender)
    _add(root, "sent", write_moment(alert.sent))
    _add(root, "status", alert.status)
    _add(root, "msgType", alert.msg_type)
    _perhaps(root, "source", alert.source)
    _add(root, "scope", alert.scope)
    _perhaps(root, "restriction", alert.restriction)
    _perhaps(root, "addresses", write_words(alert.addresses))
    _each(root, "code", alert.codes)
    _perhaps(root, "note", alert.note)
    _perhaps(root, "references", write_references(alert.references))
    _perhaps(root, "incidents", write_words(alert.incidents))
    for info in alert.infos:
        _info(etree.SubElement(root, _name("info")), info)
    etree.indent(root)
    return root


def to_xml(alert: Alert) -> bytes:
    """
    Write a message as UTF-8, unsigned.

    :raises ValueError: as ``to_tree``
    """
    return serialised(to_tree(alert))


def serialised(root: Element) -> bytes:
    """The bytes of a tree, as they are published."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _info(node: Element, info: Info) -> None:
    _perhaps(node, "language", info.language)
    _each(node, "category", info.categories)
    _add(node, "event", info.event)
    _each(node, "responseType", info.responses)
    _add(node, "urgency", info.urgency)
    _add(node, "severity", info.severity)
    _add(node, "certainty", info.certainty)
    _perhaps(node, "audience", info.audience)
    _pairs(node, "eventCode", info.event_codes)
    _moment(node, "effective", info.effective)
    _moment(node, "onset", info.onset)
    _moment(node, "expires", info.expires)
    _perhaps(node, "senderName", info.sender_name)
    _perhaps(node, "headline", info.headline)
    _perhaps(node, "description", info.description)
    _perhaps(node, "instruction", info.instruction)
    _perhaps(node, "web", info.web)
    _perhaps(node, "contact", info.contact)
    _pairs(node, "parameter", info.parameters)
    for resource in info.resources:
        _resource(etree.SubElement(node, _name("resource")), resource)
    for area in info.areas:
        _area(etree.SubElement(node, _name("area")), area)


def _resource(node: Element, resource: Resource) -> None:
    _add(node, "resourceDesc", resource.description)
    _add(node, "mimeType", resource.mime_type)
    _perhaps(node, "size", "" if resource.size is None else str(resource.size))
    _perhaps(node, "uri", resource.uri)
    _perhaps(node, "derefUri", resource.content)
    _perhaps(node, "digest", resource.digest)


def _area(node: Element, area: Area) -> None:
    _add(node, "areaDesc", area.description)
    _each(node, "polygon", map(write_ring, area.polygons))
    _each(node, "circle", map(write_circle, area.circles))
    _pairs(node, "geocode", area.geocodes)
    _perhaps(node, "altitude", area.altitude)
    _perhaps(node, "ceiling", area.ceiling)


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _add(node: Element, tag: str, words: str) -> None:
    etree.SubElement(node, _name(tag)).text = words


def _perhaps(node: Element, tag: str, words: str) -> None:
    if words:
        _add(node, tag, words)


def _each(node: Element, tag: str, many: Iterable[str]) -> None:
    for words in many:
        _add(node, tag, words)


def _moment(node: Element, tag: str, moment: datetime | None) -> None:
    if moment is not None:
        _add(node, tag, write_moment(moment))


def _pairs(node: Element, tag: str, pairs: Pairs) -> None:
    for name, value in pairs:
        pair = etree.SubElement(node, _name(tag))
        _add(pair, "valueName", name)
        _add(pair, "value", value)
