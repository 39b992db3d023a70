"""Opening XML from outside: no entities, no document type, no network, bounded in size, depth and number."""

from __future__ import annotations

from lxml import etree

from meydan.domains.warnings.engine.codes import NAMESPACE

MOST_BYTES = 512 * 1024  # the largest warnings seen carry polygons of some 100 kB
MOST_DEPTH = 12  # alert/info/area/geocode/value is 5, a signature adds a few
MOST_ELEMENTS = 20_000


class MessageRefused(ValueError):
    """
    A document is not a CAP message that can be read.

    :ivar code: too_large, not_xml, has_doctype, too_deep, too_many, not_cap, or the code of an unreadable value
    :ivar where: the element, or what the parser said
    """

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code}: {where}" if where else code)
        self.code, self.where = code, where


def opened(body: bytes) -> etree._Element:
    """
    Parse a CAP document of whatever origin; comments and processing instructions are dropped.

    :raises MessageRefused: with the reason
    """
    if len(body) > MOST_BYTES:
        raise MessageRefused("too_large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True, recover=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as fault:
        raise MessageRefused("not_xml", str(fault.msg)) from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise MessageRefused("has_doctype")
    _within_bounds(root)
    if root.tag != f"{{{NAMESPACE}}}alert":
        raise MessageRefused("not_cap", str(root.tag))
    return root


def _within_bounds(root: etree._Element) -> None:
    depth = number = 0
    for event, _node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        number += event == "start"
        if depth > MOST_DEPTH:
            raise MessageRefused("too_deep")
        if number > MOST_ELEMENTS:
            raise MessageRefused("too_many")
