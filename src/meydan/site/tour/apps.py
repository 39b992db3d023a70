"""The guided tour of the loop on demo homes."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class Tour(AppConfig):
    """A city that is no demo has no tour."""

    name = "meydan.site.tour"
    label = "tour"

    def ready(self) -> None:
        """Offer the tour on the menu and at the foot of a demo."""
        if not settings.MEYDAN_DEMO:
            return
        from meydan.base.ui.public import NavItem, register_nav

        register_nav(NavItem(audience="public", key="tour", label=_("Tour"), url_name="tour:start", order=95))
        register_nav(
            NavItem(
                audience="foot",
                key="tour",
                label=_("A tour of ninety seconds"),
                url_name="tour:start",
                order=5,
            )
        )
