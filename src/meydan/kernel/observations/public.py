"""The door of the observations room."""

from meydan.kernel.observations.engine.batch import NO_TIME, Batch, Rare
from meydan.kernel.observations.engine.moments import from_us, to_us
from meydan.kernel.observations.engine.zero import starts_at_zero
from meydan.kernel.observations.events import AlertClosed, AlertOpened
from meydan.kernel.observations.figures import (
    PropertyMean,
    alerts_acted,
    alerts_dismissed,
    alerts_expired,
    hours_to_action,
    mean_of_property,
    means_of_properties,
    stations_live,
)
from meydan.kernel.observations.models import (
    Alert,
    Datastream,
    LatestValue,
    ObservedProperty,
    Rule,
    Sensor,
    Thing,
)
from meydan.kernel.observations.operations.alerts import (
    AlertAlreadySettled,
    ReasonMissing,
    dismiss_alert,
    settle_alert,
)
from meydan.kernel.observations.operations.ingest import (
    DatastreamUnknown,
    Refused,
    StoreReport,
    replay_quarantine,
    store,
)
from meydan.kernel.observations.operations.payload_report import PayloadReport
from meydan.kernel.observations.operations.payloads import (
    PayloadMappingUnknown,
    take_payload,
    take_payloads,
)
from meydan.kernel.observations.operations.rollups import roll_up
from meydan.kernel.observations.operations.things import (
    ensure_datastream,
    ensure_property,
    ensure_thing,
    remove_datastreams,
)
from meydan.kernel.observations.presentation import series_chart
from meydan.kernel.observations.queries import (
    Latest,
    Series,
    SeriesTooLong,
    all_alerts,
    hourly,
    latest,
    open_alerts,
    public_datastreams,
    series,
)
from meydan.kernel.observations.registry import (
    AlertAccount,
    AlertLink,
    ProviderTaken,
    account_of,
    alert_links,
    public_alert_links,
    register_alert_account,
    register_alert_links,
    register_classifier,
    register_forecaster,
    register_public_alert_links,
    register_rule_answers,
)

__all__ = [
    "NO_TIME",
    "Alert",
    "AlertAccount",
    "AlertAlreadySettled",
    "AlertClosed",
    "AlertLink",
    "AlertOpened",
    "Batch",
    "Datastream",
    "DatastreamUnknown",
    "Latest",
    "LatestValue",
    "ObservedProperty",
    "PayloadMappingUnknown",
    "PayloadReport",
    "PropertyMean",
    "ProviderTaken",
    "Rare",
    "ReasonMissing",
    "Refused",
    "Rule",
    "Sensor",
    "Series",
    "SeriesTooLong",
    "StoreReport",
    "Thing",
    "account_of",
    "alert_links",
    "alerts_acted",
    "alerts_dismissed",
    "alerts_expired",
    "all_alerts",
    "dismiss_alert",
    "ensure_datastream",
    "ensure_property",
    "ensure_thing",
    "from_us",
    "hourly",
    "hours_to_action",
    "latest",
    "mean_of_property",
    "means_of_properties",
    "open_alerts",
    "public_alert_links",
    "public_datastreams",
    "register_alert_account",
    "register_alert_links",
    "register_classifier",
    "register_forecaster",
    "register_public_alert_links",
    "register_rule_answers",
    "remove_datastreams",
    "replay_quarantine",
    "roll_up",
    "series",
    "series_chart",
    "settle_alert",
    "starts_at_zero",
    "stations_live",
    "store",
    "take_payload",
    "take_payloads",
    "to_us",
]
