"""How tests ask at the door."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from django.test import Client

from meydan.kernel.cases.open311.formats import ITEM
from meydan.kernel.cases.open311.keys import make_key
from meydan.kernel.cases.tests.factories import MONDAY

ROOT = "/open311/v2"


def a_key(name: str = "Sokak uygulaması") -> str:
    """The secret of a new key."""
    return make_key(name=name, now=MONDAY)[1]


def report(**changes: Any) -> dict[str, Any]:
    """A form as an app sends it."""
    return {
        "service_code": "road_fault", "lat": "40.4603", "long": "39.4814",
        "description": "Kaldırımda derin bir çukur var", "first_name": "Gülşah", "last_name": "Işık",
        "phone": "+905321234567", "email": "gulsah@example.com", **changes,
    }  # fmt: skip


def post(client: Client, form: dict[str, Any], path: str = "requests.json", **headers: Any) -> Any:
    """Send a form; the answer as JSON beside its status."""
    answer = client.post(f"{ROOT}/{path}", form, headers=headers)
    return answer.status_code, answer.json()


def rows(client: Client, path: str = "requests.json", **query: Any) -> Any:
    """The rows of a page."""
    answer = client.get(f"{ROOT}/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def from_xml(body: bytes) -> Any:
    """An XML document as the JSON it is the same as, with every value as text."""
    return _plain(ElementTree.fromstring(body))


def _plain(element: ElementTree.Element) -> Any:
    if element.tag in ITEM:
        assert {child.tag for child in element} <= {ITEM[element.tag]}
        return [_plain(child) for child in element]
    if len(element):
        return {child.tag: _plain(child) for child in element}
    return element.text


def as_text(told: Any) -> Any:
    """JSON with every value as the text that XML has for it."""
    if isinstance(told, dict):
        return {name: as_text(value) for name, value in told.items()}
    if isinstance(told, list):
        return [as_text(one) for one in told]
    if told is None or told == "":
        return None
    return str(told).lower() if isinstance(told, bool) else str(told)
