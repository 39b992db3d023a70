"""This room, and what it registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Environment(AppConfig):
    """Air, noise, water and weather: measured, explained, answered."""

    name = "meydan.domains.environment"
    label = "environment"

    def ready(self) -> None:
        """Menus, the verbs of the log, the golden cases of the air tables and the indicators."""
        from meydan.base.audit.public import register_verb
        from meydan.base.packs.public import register_golden
        from meydan.base.ui.public import NavItem, register_nav
        from meydan.domains.environment import figures  # noqa: F401 - the queries register themselves
        from meydan.domains.environment.answering import account, classify, foresee
        from meydan.domains.environment.connectors.registered import register_all
        from meydan.domains.environment.queries.tables import golden_index
        from meydan.kernel.observations.public import (
            register_alert_account,
            register_classifier,
            register_forecaster,
        )

        register_all()
        register_classifier("environment", classify, _("Environment: air index and limits"))
        register_forecaster("environment", foresee, _("Environment: forecast of the next hours"))
        register_alert_account(account)
        register_golden("air", golden_index)
        register_verb("environment.written", _("Measurements were written down by hand"))
        register_verb("environment.doubted", _("A person doubted a series"))
        register_verb("environment.doubt_confirmed", _("A doubt about a series was confirmed"))
        register_verb("environment.doubt_dismissed", _("A doubt about a series was dismissed"))
        register_nav(
            NavItem(
                audience="public", key="environment", label=_("Environment"), url_name="environment:city", order=35,
                icon="air", also=("/air/",),
            )
        )  # fmt: skip
        register_nav(
            NavItem(
                audience="staff", key="environment", label=_("Environment"), url_name="environment:entry", order=35,
                icon="air", also=("/desk/environment/",),
            )
        )  # fmt: skip
