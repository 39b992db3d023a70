"""Everything the second person looks at before a warning goes out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from meydan.base.audit.public import entries
from meydan.base.audit.registry import verb_label
from meydan.base.locale.public import direction
from meydan.base.notify.engine import sms_length
from meydan.base.people.public import Account
from meydan.domains.warnings import home_key
from meydan.domains.warnings import presentation as shown
from meydan.domains.warnings.content import LANGUAGES
from meydan.domains.warnings.faults import Sentence, in_words
from meydan.domains.warnings.models import ContactList, Delivery, PublicWarning, WarningText
from meydan.domains.warnings.policies import warning_policy
from meydan.domains.warnings.queries.composing import faults_in
from meydan.domains.warnings.queries.warnings import contact_lists, deliveries_of
from meydan.domains.warnings.telling_words import sms_text

State = PublicWarning.State
MOST_DELIVERIES, MOST_LINES = 500, 50


@dataclass(frozen=True)
class Reading:
    """What somebody reads in one language, and as a text message."""

    name: str
    words: WarningText
    direction: str
    area: str
    said: str
    address: str
    parts: int


@dataclass(frozen=True)
class Told:
    """A line of a warning's history."""

    at: datetime
    said: str
    reason: str


@dataclass(frozen=True)
class Review:
    """A warning as its page on the desk shows it."""

    warning: PublicWarning
    face: shown.Face
    readings: Sequence[Reading]
    items: list[dict[str, Any]]
    places: list[dict[str, str]]
    lists: Sequence[ContactList]
    faults: Sequence[Sentence]
    deliveries: Sequence[Delivery]
    told: Sequence[Told]
    has_key: bool
    may: frozenset[str]

    @property
    def reachable(self) -> int:
        """How many contacts will be told."""
        return sum(getattr(one, "reachable", 0) for one in self.lists)


def review_of(warning: PublicWarning, account: Account, now: datetime) -> Review:
    """Put the page together."""
    in_work = warning.is_in_work
    face = shown.face(warning, now)
    return Review(
        warning=warning,
        face=face,
        readings=_readings(warning),
        items=shown.map_items(warning, face.title, is_over=face.is_over),
        places=shown.places_named(warning),
        lists=list(contact_lists().filter(warnings=warning)),
        faults=in_words(faults_in(warning, now)) if in_work else [],
        deliveries=list(deliveries_of(warning)[:MOST_DELIVERIES]),
        told=_told(warning),
        has_key=_has_key(),
        may=_may(warning, face, account),
    )


def _readings(warning: PublicWarning) -> list[Reading]:
    names = dict(settings.LANGUAGES)
    found = {one.language: one for one in warning.texts.all()}
    readings = []
    for code in LANGUAGES:
        if code in found:
            sms = sms_text(warning, found[code])
            said, _newline, address = sms.rpartition("\n")
            area = warning.area_names.get(code, "")
            parts = sms_length(sms).parts
            readings.append(Reading(names[code], found[code], direction(code), area, said, address, parts))
    return readings


def _told(warning: PublicWarning) -> list[Told]:
    rows = entries(thing=warning.ref)[:MOST_LINES]
    return [Told(row.at, verb_label(row.verb), json.loads(row.body_text).get("reason", "")) for row in rows]


def _has_key() -> bool:
    try:
        return home_key.signing_pair() is not None
    except home_key.KeyUnusable:
        return False


def _may(warning: PublicWarning, face: shown.Face, account: Account) -> frozenset[str]:
    """What this person may do with the warning as it stands."""
    may = {verb for verb in ("draft", "publish") if warning_policy.may(account, verb)}
    open_to: set[str] = set()
    if warning.is_in_work and "draft" in may:
        open_to |= {"edit", "drop"}
        if warning.drafted_by_id is None:
            open_to.add("take_up")
    if warning.state == State.DRAFT and warning_policy.may(account, "approve", warning):
        open_to |= {"approve", "send_back"}
    if warning.state == State.APPROVED and "publish" in may:
        open_to |= {"publish", "send_back"}
    is_live = face.state == State.PUBLISHED and warning.msg_type != PublicWarning.MessageType.CANCEL
    if is_live and "draft" in may and getattr(warning, "next", None) is None:
        open_to |= {"update", "cancel"}
    return frozenset(open_to)
