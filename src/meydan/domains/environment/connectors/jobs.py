"""When outside systems are asked; a system that is off, resting or silent costs nothing and stops nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from meydan.base.connectors.public import CallFailed, Connector, is_enabled
from meydan.base.jobs.public import GiveUp, Lease, effect, every, job
from meydan.domains.environment.connectors import air, quakes, registered, weather
from meydan.domains.environment.connectors.reading import ShapeChanged

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


def asked(connector: Connector, ask: Callable[[datetime], Answer], now: datetime) -> Answer | None:
    """
    What a system answers, or ``None`` when it is off or does not answer: its health is noted, and it is asked again.

    :raises GiveUp: if it answers in a shape nobody knows, so that somebody looks
    """
    if not is_enabled(connector):
        return None
    try:
        return ask(now)
    except CallFailed as fault:
        log.warning("%s: %s", connector.code, fault)
        return None
    except ShapeChanged as changed:
        raise GiveUp(
            f"{connector.code} answers otherwise than it did ({changed}). Nothing was stored."
        ) from changed


@every(minutes=5)
@job(name="environment.ask_quakes", atomic=False, timeout_s=120, label=_("Ask AFAD for earthquakes"))
def ask_quakes(now: datetime, job: Lease) -> None:
    """Earthquakes around the city."""
    found = asked(registered.QUAKES_AFAD, quakes.ask_quakes, now)
    if found:
        with effect(job):
            quakes.store_quakes(quakes=found, now=now)


@every(hours=1)
@job(name="environment.ask_weather", atomic=False, timeout_s=120, label=_("Ask the weather model"))
def ask_weather(now: datetime, job: Lease) -> None:
    """Weather now and in the next days, from a model."""
    found = asked(registered.WEATHER, weather.ask_weather, now)
    if found:
        with effect(job):
            weather.store_weather(found=found, now=now)


@every(hours=1)
@job(name="environment.ask_air_tr", atomic=False, timeout_s=300, label=_("Ask Türkiye's air network"))
def ask_air_tr(now: datetime, job: Lease) -> None:
    """Hours of the national stations that the city named."""
    found = asked(registered.AIR_TR, air.ask_stations, now)
    if found:
        with effect(job):
            air.store_stations(found=found, now=now)


@every(hours=1)
@job(name="environment.ask_air_ir", atomic=False, timeout_s=120, label=_("Ask Iran's air network"))
def ask_air_ir(now: datetime, job: Lease) -> None:
    """The published index of the city."""
    found = asked(registered.AIR_IR, air.ask_index, now)
    if found:
        with effect(job):
            air.store_index(at=found[0], value=found[1], now=now)
