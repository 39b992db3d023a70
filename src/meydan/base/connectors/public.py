"""The door of this room."""

from meydan.base.connectors.calling import fetch
from meydan.base.connectors.calls import (
    AnswerBroken,
    AnswerRefused,
    AnswerTooLarge,
    CallFailed,
    CallRefused,
    CallTimedOut,
    CircuitOpen,
    ConnectorOff,
    NotReached,
    Response,
)
from meydan.base.connectors.home_settings import base_url, is_enabled, settings_of
from meydan.base.connectors.operations import note_failure, note_success
from meydan.base.connectors.registry import (
    Connector,
    ConnectorCodeTaken,
    ConnectorUnknown,
    connector,
    connectors,
    forget,
    register,
)

__all__ = [
    "AnswerBroken",
    "AnswerRefused",
    "AnswerTooLarge",
    "CallFailed",
    "CallRefused",
    "CallTimedOut",
    "CircuitOpen",
    "Connector",
    "ConnectorCodeTaken",
    "ConnectorOff",
    "ConnectorUnknown",
    "NotReached",
    "Response",
    "base_url",
    "connector",
    "connectors",
    "fetch",
    "forget",
    "is_enabled",
    "note_failure",
    "note_success",
    "register",
    "settings_of",
]
