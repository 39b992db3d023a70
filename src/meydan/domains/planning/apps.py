"""This room, and what it registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Planning(AppConfig):
    """Plans on display, and every objection answered."""

    name = "meydan.domains.planning"
    label = "planning"

    def ready(self) -> None:
        """Say what this room keeps in the log, holds back and shows on the menus."""
        from meydan.base.audit.public import register_verb
        from meydan.base.ui.public import NavItem, register_nav

        register_verb("planning.displayed", _("Plan put on display"))
        register_nav(
            NavItem(
                audience="foot", key="plans", label=_("Plans on display"), url_name="planning:front", order=22,
                icon="parcel",
            )
        )  # fmt: skip
        register_nav(
            NavItem(
                audience="staff", key="plans", label=_("Plans on display"), url_name="planning:desk", order=37,
                icon="parcel", seldom=True,
            )
        )  # fmt: skip
