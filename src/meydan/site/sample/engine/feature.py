"""What the generator hands over: one thing of one layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Feature:
    """A thing with its key, names, shape (lon, lat), properties, address and OpenStreetMap tags."""

    layer: str
    key: str
    names: dict[str, str]
    geometry: BaseGeometry
    properties: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    tags: dict[str, str] = field(default_factory=dict)
