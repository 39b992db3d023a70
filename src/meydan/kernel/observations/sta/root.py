"""The service root: the sets there are, and which requirements are met."""

from __future__ import annotations

from meydan.kernel.observations.engine.query.model import SETS
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
    f"{_SENSING}/create-observations-via-mqtt/observations-creation",
    f"{_SENSING}/receive-updates-via-mqtt/receive-updates",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/filtered-delete",
    "https://fraunhoferiosb.github.io/FROST-Server/extensions/GeoJSON-ResultFormat.html",
    "https://github.com/INSIDE-information-systems/SensorThingsAPI/blob/master/CSV-ResultFormat/CSV-ResultFormat.md",
)


def service_root(request: Request) -> Response:
    """The answer at the root (OGC 18-088, 9.2.1)."""
    sets = [{"name": name, "url": f"{request.root}/{name}"} for name in SETS]
    return as_json(200, {"value": sets, "serverSettings": {"conformance": list(CONFORMANCE)}})
