"""What is lost once XML has become values: the order of elements and the whitespace in them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from meydan.domains.warnings.engine.checks.fault import Fault
from meydan.domains.warnings.engine.codes import NAMESPACE, ORDER, SIGNATURE_NAMESPACE


def tree_faults(root: Element) -> Iterator[Fault]:
    """Elements out of order, unknown, blank, or with spaces around their words."""
    for node in root.iter(f"{{{NAMESPACE}}}*"):
        tag = _tag(node)
        if tag in ORDER:
            yield from _children_faults(node, ORDER[tag])
        else:
            yield from _text_faults(node, tag)


def _children_faults(node: Element, order: tuple[str, ...]) -> Iterator[Fault]:
    parent, furthest = _tag(node), 0
    for child in node.iterchildren():
        if etree.QName(child).namespace == SIGNATURE_NAMESPACE:
            continue
        tag = _tag(child)
        if etree.QName(child).namespace != NAMESPACE or tag not in order:
            yield Fault("element_unknown", {"element": tag, "parent": parent})
        elif order.index(tag) < furthest:
            yield Fault("element_order", {"element": tag, "parent": parent, "before": order[furthest]})
        else:
            furthest = order.index(tag)


def _text_faults(node: Element, tag: str) -> Iterator[Fault]:
    words = node.text or ""
    if not words.strip():
        yield Fault("element_blank", {"element": tag})
    elif words != words.strip():
        yield Fault("element_padded", {"element": tag})


def _tag(node: Element) -> str:
    return str(etree.QName(node).localname)
