from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Connectors(AppConfig):
    name = "meydan.base.connectors"
    label = "connectors"

    def ready(self) -> None:
        from meydan.base.audit.public import register_verb
        from meydan.base.ui.registry import NavItem, register_nav

        register_verb("connectors.tried", _("tried a connection"))
        register_nav(
            NavItem(
                audience="staff",
                key="connectors",
                label=_("Connections"),
                url_name="connectors:list",
                order=85,
                seldom=True,
                icon="data",
                roles=("manager", "administrator"),
            )
        )
