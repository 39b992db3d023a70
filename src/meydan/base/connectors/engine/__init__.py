"""Which addresses may be called, and when a failing one is left alone: pure rules."""

from meydan.base.connectors.engine.addresses import Reach, reach_of
from meydan.base.connectors.engine.breaker import rest_s

__all__ = ["Reach", "reach_of", "rest_s"]
