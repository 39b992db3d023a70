"""Messages, drafts and people for the tests of this room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import shapely

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff
from meydan.domains.warnings.content import AreaChosen, Content, Words
from meydan.domains.warnings.engine.message import Alert, Area, Info
from meydan.domains.warnings.models import PublicWarning, PublishedMessage
from meydan.domains.warnings.operations import deciding, drafting, following, publishing

ISTANBUL = timezone(timedelta(hours=3))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ISTANBUL)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REGION = (39.40, 40.41, 39.56, 40.51)
TRIANGLE = ((40.46, 39.47), (40.46, 39.49), (40.47, 39.48), (40.46, 39.47))
SQUARE = shapely.box(39.47, 40.455, 39.49, 40.465)
TEXTS = {
    "tr": Words("Taşkın", "Harşit taşabilir", "Dere yükseliyor.", "Dereden uzak durun.", "Dereden uzak durun."),
    "fa": Words("سیلاب", "احتمال طغیان رودخانه", "آب بالا می‌آید.", "از رودخانه دور شوید.", "از رودخانه دور شوید."),
    "en": Words("Flood", "The Harşit may flood", "The river is rising.", "Keep away from it.", "Keep away from it."),
}  # fmt: skip
NAMES = {"tr": "Karşıyaka", "fa": "کارشی‌یاکا", "en": "Karşıyaka"}


def info(language: str = "tr", **fields: Any) -> Info:
    """One language of a sound message."""
    words = TEXTS[language]
    given: dict[str, Any] = {
        "language": language, "categories": ("Met",), "event": words.event, "urgency": "Expected",
        "severity": "Severe", "certainty": "Likely", "responses": ("Avoid",),
        "expires": NOON + timedelta(hours=6), "headline": words.headline, "description": words.description,
        "instruction": words.instruction, "web": "https://gumushane.example/warnings/gm-1/",
        "areas": (Area(NAMES[language], polygons=(TRIANGLE,)),),
    }  # fmt: skip
    return Info(**{**given, **fields})


def alert(**fields: Any) -> Alert:
    """A sound message in three languages."""
    given: dict[str, Any] = {
        "identifier": "gm-1", "sender": "gumushane@gumushane.example", "sent": NOON, "status": "Actual",
        "msg_type": "Alert", "scope": "Public", "infos": tuple(info(code) for code in ("tr", "fa", "en")),
    }  # fmt: skip
    return Alert(**{**given, **fields})


def with_area(**fields: Any) -> Alert:
    """A sound message but for its area."""
    area = replace(Area("Karşıyaka", polygons=(TRIANGLE,)), **fields)
    return alert(infos=tuple(info(code, areas=(area,)) for code in ("tr", "fa", "en")))


def with_info(**fields: Any) -> Alert:
    """A sound message but for something all languages share."""
    return alert(infos=tuple(info(code, **fields) for code in ("tr", "fa", "en")))


def content(now: datetime = MONDAY, **fields: Any) -> Content:
    """What an officer writes about a river, for six hours."""
    given: dict[str, Any] = {
        "category": "Met", "severity": "Severe", "urgency": "Expected", "certainty": "Likely",
        "responses": ("Avoid",), "expires_at": now + timedelta(hours=6), "texts": TEXTS,
        "area": AreaChosen(names=NAMES, polygons=SQUARE),
    }  # fmt: skip
    return Content(**{**given, **fields})


def draft(actor: Account | None = None, now: datetime = MONDAY, **fields: Any) -> PublicWarning:
    """A sound draft by a clerk."""
    return drafting.draft_warning(content=content(now, **fields), actor=actor or staff("clerk"), now=now)


def approved(now: datetime = MONDAY, **fields: Any) -> PublicWarning:
    """A draft that a mayor has approved."""
    made = draft(now=now, **fields)
    return deciding.approve(
        identifier=made.identifier, actor=staff("mayor"), now=now, expected_version=made.version
    )


def published(now: datetime = MONDAY, **fields: Any) -> PublicWarning:
    """A warning in force."""
    made = approved(now, **fields)
    publishing.publish(identifier=made.identifier, actor=staff("mayor"), now=now)
    return PublicWarning.objects.get(pk=made.pk)


def follow(before: PublicWarning, kind: str, now: datetime) -> PublishedMessage:
    """Send an update or a cancellation out, by two people."""
    begin = following.draft_update if kind == "update" else following.draft_cancel
    made = begin(identifier=before.identifier, actor=staff("clerk"), now=now)
    deciding.approve(identifier=made.identifier, actor=staff("mayor"), now=now, expected_version=made.version)
    return publishing.publish(identifier=made.identifier, actor=staff("mayor"), now=now)
