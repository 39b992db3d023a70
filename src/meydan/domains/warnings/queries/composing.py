"""A warning as a CAP message, and what that message is held against."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import shapely
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from meydan.base.locale.public import text
from meydan.base.notify.engine import sms_length
from meydan.base.packs.public import current
from meydan.domains.warnings.content import LANGUAGES
from meydan.domains.warnings.engine.checks.fault import Fault, Known, Setting
from meydan.domains.warnings.engine.checks.whole import faults_of
from meydan.domains.warnings.engine.message import Alert, Area, Info, Reference
from meydan.domains.warnings.engine.times import whole_second
from meydan.domains.warnings.models import ONCE_PUBLISHED, PublicWarning, PublishedMessage, WarningText
from meydan.domains.warnings.queries.warnings import chain_before
from meydan.domains.warnings.telling_words import sms_text
from meydan.numerics.outlines import DECIMALS, Circle, Ring


def sender() -> str:
    """Who speaks, in one word that no other city uses: the home's key at its public address."""
    home = settings.MEYDAN_HOME
    return f"{home.key}@{urlsplit(home.address).hostname}"


def page_address(identifier: str) -> str:
    """Where people read a warning."""
    return f"{settings.MEYDAN_HOME.address}{reverse('warnings:warning', args=[identifier])}"


def alert_of(warning: PublicWarning, now: datetime) -> Alert:
    """The message, as sent now; moments in the city's own time."""
    texts = {one.language: one for one in warning.texts.all()}
    first = [code for code in current().locales if code in texts]
    order = [*first, *(code for code in LANGUAGES if code in texts and code not in first)]
    sent = _local(warning.sent_at or now)
    assert sent is not None  # noqa: S101 - a moment was given
    before = chain_before(warning)
    spoken = _messages([one.pk for one in before])
    return Alert(
        identifier=warning.identifier,
        sender=sender(),
        sent=sent,
        status=warning.cap_status,
        msg_type=warning.msg_type,
        scope="Public",
        note=_note(warning),
        references=tuple(
            Reference(spoken[one.pk], one.identifier, local)
            for one in before
            if one.pk in spoken and (local := _local(one.sent_at)) is not None
        ),
        infos=tuple(_info(warning, texts[code]) for code in order),
    )


def faults_in(warning: PublicWarning, now: datetime) -> list[Fault]:
    """Everything that keeps a warning from going out."""
    return faults_of(alert_of(warning, now), setting_of(warning))


def setting_of(warning: PublicWarning) -> Setting:
    """What a warning of this city is held against."""
    rows = PublicWarning.objects.filter(state__in=ONCE_PUBLISHED).select_related("previous", "message")
    known = {
        one.identifier: Known(
            one.message.sender, one.sent_at, (one.previous.identifier,) if one.previous else ()
        )
        for one in rows
        if one.sent_at is not None
    }
    parts = {one.language: sms_length(sms_text(warning, one)).parts for one in warning.texts.all()}
    return Setting(languages=LANGUAGES, region=_region(), known=known, sms_parts=parts)


def _region() -> tuple[float, float, float, float] | None:
    try:
        return current().bbox
    except KeyError:
        return None  # the generic pack stands nowhere


def _messages(keys: list[int]) -> dict[int, str]:
    found = PublishedMessage.objects.filter(warning__in=keys)
    return dict(found.values_list("warning_id", "sender"))


def _note(warning: PublicWarning) -> str:
    if warning.cap_status == PublicWarning.CapStatus.ACTUAL:
        return ""
    with translation.override(current().default_language):
        return gettext("This is an exercise or a test. There is no danger and nothing to do.")


def _info(warning: PublicWarning, words: WarningText) -> Info:
    return Info(
        language=words.language,
        categories=(warning.category,),
        event=words.event.strip(),
        urgency=warning.urgency,
        severity=warning.severity,
        certainty=warning.certainty,
        responses=tuple(warning.responses),
        event_codes=((f"{sender()}:event", warning.template),) if warning.template else (),
        onset=_local(warning.onset_at),
        expires=_local(warning.expires_at),
        sender_name=_city_name(words.language),
        headline=words.headline.strip(),
        description=words.description.strip(),
        instruction=words.instruction.strip(),
        web=page_address(warning.identifier),
        areas=_areas(warning, words.language),
    )


def _city_name(language: str) -> str:
    names = current().names
    return names.get(language) or text(names)


def _areas(warning: PublicWarning, language: str) -> tuple[Area, ...]:
    name = str(warning.area_names.get(language) or text(warning.area_names)).strip()
    shape = warning.shape()
    area = Area(
        description=name,
        polygons=() if shape is None else tuple(rings_of(shape)),
        # As finely as they are written, or the document would not read as what was meant.
        circles=tuple(
            Circle(round(lat, DECIMALS), round(lon, DECIMALS), km) for lat, lon, km in warning.circles
        ),
        geocodes=tuple((f"{sender()}:place", ref) for ref in warning.place_refs),
    )
    return (area,) if name or area.polygons or area.circles or area.geocodes else ()


def rings_of(shape: Any) -> list[Ring]:
    """The outlines of polygons, latitude first, closed; CAP knows no holes, so a hole is warned as well."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [
        tuple((round(lat, DECIMALS), round(lon, DECIMALS)) for lon, lat in part.exterior.coords)
        for part in parts
    ]


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else whole_second(moment.astimezone(settings.CITY_ZONE))
