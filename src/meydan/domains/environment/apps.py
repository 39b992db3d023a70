"""This room, and what it registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Environment(AppConfig):
    """Air, noise, water and weather: measured, explained, answered."""

    name = "meydan.domains.environment"
    label = "environment"

    def ready(self) -> None:
        """The air stands on the public menu."""
        from meydan.base.ui.public import NavItem, register_nav

        register_nav(
            NavItem(
                audience="public", key="air", label=_("Air"), url_name="environment:air", order=35, icon="air"
            )
        )
