"""Tables: what is measured, and the rules that notice."""

from meydan.kernel.observations.models.alerts import Alert, Rule, RuleState
from meydan.kernel.observations.models.ingest import ImportRun, IngestKey, QuarantinedRow
from meydan.kernel.observations.models.things import Datastream, LatestValue, ObservedProperty, Sensor, Thing

__all__ = [
    "Alert",
    "Datastream",
    "ImportRun",
    "IngestKey",
    "LatestValue",
    "ObservedProperty",
    "QuarantinedRow",
    "Rule",
    "RuleState",
    "Sensor",
    "Thing",
]
