"""This room, and what it registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Guide(AppConfig):
    """The city guide."""

    name = "meydan.site.guide"
    label = "guide"

    def ready(self) -> None:
        """Stand on the menu, and say when places are sample."""
        from meydan.base.ui.registry import NavItem, register_nav, register_sample_check
        from meydan.kernel.places.public import holds_sample

        register_nav(
            NavItem(
                audience="public",
                key="guide",
                label=_("City guide"),
                url_name="guide:map",
                order=20,
                icon="map",
            )
        )
        register_sample_check(holds_sample)
