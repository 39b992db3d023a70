"""Tables: what is measured, and the rules that notice."""

from meydan.kernel.observations.models.alerts import Alert, Rule, RuleState
from meydan.kernel.observations.models.ingest import (
    ImportRun,
    IngestKey,
    PayloadMapping,
    QuarantinedRow,
)
from meydan.kernel.observations.models.keys import AccessKey, EntityVersion
from meydan.kernel.observations.models.things import (
    Datastream,
    LatestValue,
    MultiComponent,
    ObservedProperty,
    Sensor,
    Thing,
)
from meydan.kernel.observations.models.where import FeatureOfInterest, HistoricalLocation, Location

__all__ = [
    "AccessKey",
    "Alert",
    "Datastream",
    "EntityVersion",
    "FeatureOfInterest",
    "HistoricalLocation",
    "ImportRun",
    "IngestKey",
    "LatestValue",
    "Location",
    "MultiComponent",
    "ObservedProperty",
    "PayloadMapping",
    "QuarantinedRow",
    "Rule",
    "RuleState",
    "Sensor",
    "Thing",
]
