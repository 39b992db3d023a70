"""Coded elements, and which of them go together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meydan.domains.warnings.engine import codes
from meydan.domains.warnings.engine.checks.fault import Fault, Setting
from meydan.domains.warnings.engine.message import Alert, Info

# CAP: an identifier and a sender hold no space, comma, < or &, for references part them by commas and spaces.
NAME = re.compile(r"[^\s,<&]+")
TELLING = ("Alert", "Update")


def code_faults(alert: Alert, setting: Setting) -> Iterator[Fault]:
    """Words the standard does not know, and combinations that contradict themselves."""
    for tag, name in (("identifier", alert.identifier), ("sender", alert.sender)):
        if not NAME.fullmatch(name):
            yield Fault("name_unfit", {"element": tag})
    yield from _unknown("status", (alert.status,), codes.STATUSES)
    yield from _unknown("msgType", (alert.msg_type,), codes.MESSAGE_TYPES)
    yield from _unknown("scope", (alert.scope,), codes.SCOPES)
    yield from _combinations(alert)
    for info in alert.infos:
        yield from _info_faults(info)
    if len({(i.categories, i.responses, i.urgency, i.severity, i.certainty) for i in alert.infos}) > 1:
        yield Fault("infos_differ")


def _combinations(alert: Alert) -> Iterator[Fault]:
    if alert.scope == "Restricted" and not alert.restriction.strip():
        yield Fault("no_restriction")
    if alert.scope != "Restricted" and alert.restriction:
        yield Fault("needless_restriction", {"scope": alert.scope})
    if alert.scope == "Private" and not alert.addresses:
        yield Fault("no_addresses")
    if alert.status == "Draft" and alert.scope == "Public":
        yield Fault("draft_in_public")
    if alert.msg_type in ("Ack", "Error") and alert.scope == "Public":
        yield Fault("answer_in_public", {"type": alert.msg_type})
    if alert.msg_type == "Error" and not alert.note.strip():
        yield Fault("error_without_note")
    if alert.status == "Exercise" and not alert.note.strip():
        yield Fault("exercise_without_note")
    if alert.msg_type in TELLING and not alert.infos:
        yield Fault("no_info")


def _info_faults(info: Info) -> Iterator[Fault]:
    if not info.categories:
        yield Fault("no_category", {"language": info.language})
    if len(set(info.categories)) != len(info.categories):
        yield Fault("category_twice")
    yield from _unknown("category", info.categories, codes.CATEGORIES)
    yield from _unknown("responseType", info.responses, codes.RESPONSES)
    yield from _unknown("urgency", (info.urgency,), codes.URGENCIES)
    yield from _unknown("severity", (info.severity,), codes.SEVERITIES)
    yield from _unknown("certainty", (info.certainty,), codes.CERTAINTIES)
    if "None" in info.responses and len(info.responses) > 1:
        yield Fault("none_and_more")
    if any(not name.strip() or not value.strip() for name, value in info.event_codes):
        yield Fault("event_code_empty")


def _unknown(tag: str, given: tuple[str, ...], known: tuple[str, ...]) -> Iterator[Fault]:
    for word in given:
        if word not in known:
            yield Fault("code_unknown", {"element": tag, "word": word, "known": ", ".join(known)})
