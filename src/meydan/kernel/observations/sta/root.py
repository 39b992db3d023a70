"""The service root: the sets there are, and which requirements are met."""

from __future__ import annotations

from typing import Any

from meydan.kernel.observations.engine.query.model import SETS
from meydan.kernel.observations.mqtt.settings import MqttUnreadable, mqtt_settings
from meydan.kernel.observations.sta.http import Request, Response, as_json

_SENSING = "http://www.opengis.net/spec/iot_sensing/1.1/req"
CONFORMANCE = (
    f"{_SENSING}/datamodel",
    f"{_SENSING}/resource-path/resource-path-to-entities",
    f"{_SENSING}/request-data",
    f"{_SENSING}/create-update-delete/create-entity",
    f"{_SENSING}/create-update-delete/link-to-existing-entities",
    f"{_SENSING}/create-update-delete/deep-insert",
    f"{_SENSING}/create-update-delete/deep-insert-status-code",
    f"{_SENSING}/create-update-delete/update-entity",
    f"{_SENSING}/create-update-delete/update-entity-put",
    f"{_SENSING}/create-update-delete/update-entity-jsonpatch",
    f"{_SENSING}/create-update-delete/delete-entity",
    f"{_SENSING}/create-update-delete/historical-location-auto-creation",
    f"{_SENSING}/batch-request/batch-request",
    f"{_SENSING}/multi-datastream",
    f"{_SENSING}/data-array/data-array",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/filtered-delete",
    "https://fraunhoferiosb.github.io/FROST-Server/extensions/GeoJSON-ResultFormat.html",
    "https://github.com/INSIDE-information-systems/SensorThingsAPI/blob/master/CSV-ResultFormat/CSV-ResultFormat.md",
)
# Told only where a broker is connected.
OVER_MQTT = (
    f"{_SENSING}/create-observations-via-mqtt/observations-creation",
    f"{_SENSING}/receive-updates-via-mqtt/receive-updates",
)


def service_root(request: Request) -> Response:
    """The answer at the root (OGC 18-088, 9.2.1)."""
    sets = [{"name": name, "url": f"{request.root}/{name}"} for name in SETS]
    return as_json(200, {"value": sets, "serverSettings": _settings()})


def _settings() -> dict[str, Any]:
    """What is conformed to, and under the requirements of MQTT where the broker is (OGC 18-088, 9.2.1, table 21)."""
    try:
        mqtt = mqtt_settings()
    except MqttUnreadable:
        return {"conformance": list(CONFORMANCE)}
    if not mqtt.enabled:
        return {"conformance": list(CONFORMANCE)}
    broker = {"endpoints": [mqtt.told_address]}
    return {"conformance": [*CONFORMANCE, *OVER_MQTT], **dict.fromkeys(OVER_MQTT, broker)}
