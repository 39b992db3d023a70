"""The two formats of the standard, written from one: JSON is the XML without its wrappers, item by item."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml import etree

JSON_TYPE, XML_TYPE = "application/json; charset=utf-8", "text/xml; charset=utf-8"
# What one thing of a list is called in XML (GeoReport v2; the updates as mySociety writes them).
ITEM = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
# XML 1.0 has no way to write these; they leave the words in both formats, so that both say the same.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(root: str, told: Any, form: str) -> tuple[bytes, str]:
    """Return a document and its media type; ``root`` names the outermost element of the XML."""
    plain = _writable(told)
    if form == "xml":
        # Loaded with the first document that is asked for: most starts need not pay for it.
        from lxml import etree

        return etree.tostring(_element(root, plain), xml_declaration=True, encoding="UTF-8"), XML_TYPE
    return json.dumps(plain, ensure_ascii=False).encode(), JSON_TYPE


def _writable(told: Any) -> Any:
    if isinstance(told, Mapping):
        return {name: _writable(value) for name, value in told.items()}
    if isinstance(told, str):
        return UNWRITABLE.sub("", told)
    if isinstance(told, Sequence):
        return [_writable(one) for one in told]
    return told


def _element(name: str, told: Any) -> etree._Element:
    from lxml import etree

    element = etree.Element(name)
    if isinstance(told, Mapping):
        element.extend(_element(part, value) for part, value in told.items())
    elif isinstance(told, list):
        element.extend(_element(ITEM[name], one) for one in told)
    elif isinstance(told, bool):
        element.text = "true" if told else "false"
    elif told is not None:
        element.text = str(told)
    return element
