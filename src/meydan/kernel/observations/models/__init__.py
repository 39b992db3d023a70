"""Tables: what is measured, and the rules that notice."""

from meydan.kernel.observations.models.alerts import OWN_CODE, Alert, Rule, RuleState
from meydan.kernel.observations.models.archive import ArchivedMonth, KeptFrom, RetentionRule
from meydan.kernel.observations.models.ingest import (
    ImportRun,
    IngestKey,
    PayloadMapping,
    QuarantinedRow,
)
from meydan.kernel.observations.models.keys import AccessKey, EntityVersion
from meydan.kernel.observations.models.reading import FeedPlace
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
    "OWN_CODE",
    "AccessKey",
    "Alert",
    "ArchivedMonth",
    "Datastream",
    "EntityVersion",
    "FeatureOfInterest",
    "FeedPlace",
    "HistoricalLocation",
    "ImportRun",
    "IngestKey",
    "KeptFrom",
    "LatestValue",
    "Location",
    "MultiComponent",
    "ObservedProperty",
    "PayloadMapping",
    "QuarantinedRow",
    "RetentionRule",
    "Rule",
    "RuleState",
    "Sensor",
    "Thing",
]
