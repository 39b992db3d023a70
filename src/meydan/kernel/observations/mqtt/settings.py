"""What ``[mqtt]`` in the home's ``connectors.toml`` says."""

from __future__ import annotations

from typing import Any

import msgspec
from django.conf import settings

from meydan.base.connectors.public import Connector, settings_of

CONNECTOR = Connector(
    "mqtt",
    {"tr": "MQTT aracısı", "fa": "کارگزار MQTT", "en": "MQTT broker"},
    # Nothing is called over HTTP there, so there is nothing to try by a press of a button.
    base_url_setting="",
    allow_private=True,
)


class MqttUnreadable(Exception):
    """The settings have a fault; the message names it."""


class MqttSettings(msgspec.Struct, frozen=True):
    """
    How the broker is reached and what goes through it.

    :param ca: a file with the certificate of whoever signed the broker's, where the system does not know it
    :param broker_checks_keys: the broker runs with our access list, so that whoever writes under ``k/PREFIX/``
        holds that key
    :param publish_all: what is not public is published too, to a broker that lets only its own in
    :param topics: further topics to publish to, with ``$select``
    :param address: where others reach the broker, ``mqtt://sehir.example:1883``, if not under its host
    """

    enabled: bool = False
    host: str = "127.0.0.1"
    port: int = 1883
    user: str = ""
    password: str = ""
    tls: bool = False
    ca: str = ""
    broker_checks_keys: bool = False
    publish_all: bool = False
    topics: tuple[str, ...] = ()
    address: str = ""

    @property
    def client_id(self) -> str:
        """The name under which the broker keeps what came while we were away."""
        return f"meydan-{settings.MEYDAN_HOME.key}"

    @property
    def told_address(self) -> str:
        """Where others are told to connect."""
        return self.address or f"mqtt{'s' if self.tls else ''}://{self.host}:{self.port}"


def mqtt_settings() -> MqttSettings:
    """
    The settings of this home.

    :raises MqttUnreadable: if one of them is not what it should be
    """
    said: dict[str, Any] = settings_of(CONNECTOR)
    try:
        return msgspec.convert(said, type=MqttSettings)
    except msgspec.ValidationError as fault:
        raise MqttUnreadable(f"[mqtt] in connectors.toml: {fault}") from fault
