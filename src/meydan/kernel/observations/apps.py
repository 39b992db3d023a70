"""This room, and what it registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Observations(AppConfig):
    """What is measured, and the rules that notice."""

    name = "meydan.kernel.observations"
    label = "observations"

    def ready(self) -> None:
        """Properties and rules come from the pack; alerts stand on the desk; samples can be removed."""
        from meydan.base.webhooks.public import offer
        from meydan.kernel.observations.events import AlertClosed, AlertOpened

        offer(AlertOpened, _("An alert opened"))
        offer(AlertClosed, _("An alert ended"))
        from meydan.base.audit.public import register_verb
        from meydan.base.packs.public import register_loader, register_sample_remover
        from meydan.base.ui.public import NavItem, register_nav, register_sample_check
        from meydan.kernel.observations.loading import load_properties, load_rules
        from meydan.kernel.observations.mqtt.startup import register as register_mqtt
        from meydan.kernel.observations.operations.things import remove_sample_things
        from meydan.kernel.observations.payloads.loading import load_payloads
        from meydan.kernel.observations.queries import holds_sample
        from meydan.kernel.observations.storage.startup import register as register_storage

        register_loader("observed_properties", load_properties, order=110)
        register_loader("rules", load_rules, order=120)
        register_loader("payloads", load_payloads, order=130)
        register_sample_remover("observations", remove_sample_things, order=300)
        register_sample_check(holds_sample)
        register_verb("observations.rule_tuned", _("Limits of an alert rule changed"))
        register_verb("observations.rule_made", _("Alert rule made here"))
        register_verb("observations.rule_switched", _("Alert rule switched on or off"))
        register_storage(self)
        register_mqtt()
        register_nav(
            NavItem(
                audience="staff",
                key="alerts",
                label=_("Alerts"),
                url_name="observations:alerts",
                order=30,
                icon="alert",
            )
        )
        register_nav(
            NavItem(
                audience="staff",
                key="incoming",
                label=_("Incoming data"),
                url_name="observations:quarantine",
                order=55,
                seldom=True,
                also=("/desk/import/", "/desk/measurements/", "/desk/sensorthings/"),
                icon="inbox",
            )
        )
