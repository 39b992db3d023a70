from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Packs(AppConfig):
    """What differs between countries and cities, as data."""

    name = "meydan.base.packs"
    label = "packs"

    def ready(self) -> None:
        """Put the pack's page on the staff menu."""
        from meydan.base.ui.registry import NavItem, register_nav

        register_nav(
            NavItem(
                audience="staff",
                key="pack",
                label=_("City pack"),
                url_name="packs:status",
                order=85,
                seldom=True,
                icon="settings",
                roles=("mayor", "administrator"),
            )
        )
