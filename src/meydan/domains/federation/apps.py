"""The national portal role: cities side by side, harvested from their public doors."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Federation(AppConfig):
    """On a home that is a city nothing of this room is reachable."""

    name = "meydan.domains.federation"
    label = "federation"

    def ready(self) -> None:
        """Put the pages on the menu and the cities among the connections."""
        from meydan.base.ui.public import NavItem, register_nav
        from meydan.domains.federation.cities import register_connectors

        register_nav(
            NavItem(audience="public", key="cities", label=_("Cities"), url_name="federation:front", order=0)
        )
        register_nav(
            NavItem(
                audience="public",
                key="compare",
                label=_("Side by side"),
                url_name="federation:compare",
                order=10,
            )
        )
        register_nav(
            NavItem(
                audience="public", key="portal_about", label=_("About this portal"), url_name="federation:about",
                order=20,
            )
        )  # fmt: skip
        register_nav(
            NavItem(
                audience="staff", key="visits", label=_("Visits"), url_name="federation:visits", order=10,
                icon="history",
            )
        )  # fmt: skip
        register_connectors()
