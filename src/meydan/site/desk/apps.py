from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Desk(AppConfig):
    name = "meydan.site.desk"
    label = "desk"

    def ready(self) -> None:
        """Put the inbox first on the staff menu, and what is late at the foot of every page."""
        from meydan.base.ui.registry import NavItem, register_nav

        register_nav(
            NavItem(
                audience="staff",
                key="inbox",
                label=_("Inbox"),
                url_name="desk:inbox",
                order=10,
                icon="inbox",
            )
        )
        register_nav(
            NavItem(audience="foot", key="late", label=_("What is late"), url_name="late:cases", order=30)
        )
