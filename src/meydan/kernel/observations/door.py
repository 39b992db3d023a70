"""The doors of this room that stand beside the pages: each an ASGI application under its path."""

from __future__ import annotations

from typing import Any

from meydan.kernel.observations.live import asgi as live
from meydan.kernel.observations.sta.asgi import SensorThings
from meydan.kernel.observations.sta.http import MOUNT


def doors() -> dict[str, Any]:
    """Path prefix -> application; made in the process that serves them, for they start threads."""
    return {MOUNT: SensorThings(), live.MOUNT: live.Live()}
