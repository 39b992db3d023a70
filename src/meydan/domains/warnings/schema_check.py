"""The schema of the standard, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from lxml import etree

from meydan.domains.warnings.engine.checks.fault import Fault
from meydan.domains.warnings.engine.opening import MessageRefused, opened

SCHEMA = Path(__file__).parent / "schema" / "CAP-v1.2.xsd"


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def schema_faults(body: bytes) -> list[Fault]:
    """What the schema of CAP 1.2 says against a document, in its own English words; at most ten."""
    try:
        root = opened(body)
    except MessageRefused as refused:
        return [Fault(f"unread_{refused.code}", {"where": refused.where})]
    schema = _schema()
    if schema.validate(root):
        return []
    return [Fault("schema", {"line": one.line, "words": one.message}) for one in list(schema.error_log)[:10]]
