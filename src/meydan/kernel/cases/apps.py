from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Cases(AppConfig):
    name = "meydan.kernel.cases"
    label = "cases"

    def ready(self) -> None:
        """Say what this room loads, hears, checks and shows in the navigation."""
        from meydan.base.audit.public import register_verb
        from meydan.base.events.public import subscribe
        from meydan.base.packs.public import register_loader, register_sample_remover
        from meydan.base.ui.registry import NavItem, register_nav, register_sample_check
        from meydan.kernel.cases import checks, registry
        from meydan.kernel.cases.operations.alerts import open_from_alert
        from meydan.kernel.cases.operations.loading import load_services, remove_sample
        from meydan.kernel.observations.public import AlertOpened

        # Units load first: a service belongs to one.
        register_loader("services", load_services, order=40)
        register_sample_remover("cases", remove_sample, order=400)
        subscribe(AlertOpened, open_from_alert, name="cases.open_from_alert")
        checks.register()
        register_sample_check(registry.holds_sample)
        register_nav(
            NavItem(
                audience="public",
                key="services",
                label=_("Services"),
                url_name="cases:services",
                order=30,
                icon="services",
            )
        )
        register_nav(
            NavItem(
                audience="public",
                key="report",
                label=_("Report"),
                url_name="cases:report",
                order=25,
                icon="report",
            )
        )
        register_nav(
            NavItem(
                audience="foot",
                key="follow",
                label=_("Follow a report"),
                url_name="cases:follow",
                order=20,
            )
        )
        register_verb("cases.advance", _("Case moved on"))
        register_verb("cases.assign", _("Case given to an officer"))
        register_verb("cases.erase", _("Personal data of a case erased"))
