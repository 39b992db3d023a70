"""What MQTT and access keys register when the program starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """The broker among the connections, its doctor's check, its thread beside the jobs, the verbs of keys."""
    from meydan.base.audit.public import register_check, register_verb
    from meydan.base.connectors.public import register as register_connector
    from meydan.base.jobs.public import register_beside
    from meydan.base.ui.public import NavItem, register_nav
    from meydan.kernel.observations.mqtt.settings import CONNECTOR
    from meydan.kernel.observations.mqtt.standing import mqtt_goes_on, speak_if_enabled

    register_connector(CONNECTOR)
    register_beside("mqtt", speak_if_enabled)
    register_check("observations.mqtt", mqtt_goes_on)
    register_verb("observations.key_made", _("Access key made"))
    register_verb("observations.key_revoked", _("Access key revoked"))
    register_verb("observations.key_bound", _("Access key bound to other datastreams"))
    register_nav(
        NavItem(
            audience="staff", key="keys", label=_("Access keys"), url_name="observations:keys", order=75, seldom=True,
            icon="shield", roles=("manager", "administrator"),
        )
    )  # fmt: skip
