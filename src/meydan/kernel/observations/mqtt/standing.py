"""How the way through the broker stands; knows nothing of the client library, which most homes never load."""

from __future__ import annotations

import threading
from datetime import datetime

from django.utils.translation import gettext as _

from meydan.base.audit.public import Finding
from meydan.base.locale.public import format_number
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.models import FeedPlace
from meydan.kernel.observations.mqtt.settings import MqttUnreadable, mqtt_settings
from meydan.kernel.observations.stores import feed

NAME = "mqtt"
# Batches that wait while the broker takes those before; more are told late.
MOST_BEHIND = 1_000


def speak_if_enabled(stopping: threading.Event) -> None:
    """Speak to the broker of this home, where ``connectors.toml`` says so."""
    said = mqtt_settings()
    if said.enabled:
        from meydan.kernel.observations.mqtt.bridge import run

        run(stopping, said)


def mqtt_goes_on(now: datetime) -> Finding:
    """Whether somebody speaks to the broker, and is not far behind."""
    try:
        said = mqtt_settings()
    except MqttUnreadable as fault:
        return Finding("bad", str(fault), _("Correct connectors.toml in the home folder."))
    if not said.enabled:
        return Finding("good", _("MQTT is off."))
    place = FeedPlace.objects.filter(name=NAME).first()
    if place is None or place.held_until_us < to_us(now):
        return Finding(
            "bad",
            _("MQTT is on, but no process speaks to the broker."),
            _("Start the worker, or meydan mqtt. What devices send is kept by the broker meanwhile."),
        )
    behind = feed.newest() - (place.after or 0)
    if behind > MOST_BEHIND:
        words = _("What is new reaches MQTT late: %(count)s batches wait.") % {"count": format_number(behind)}
        return Finding(
            "watch", words, _("Look at the broker under Connections; nothing is lost within an hour.")
        )
    return Finding("good", _("MQTT goes on."))
