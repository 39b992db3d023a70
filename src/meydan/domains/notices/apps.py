"""This room, and what it registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Notices(AppConfig):
    """Said beforehand: cuts, closures, tenders."""

    name = "meydan.domains.notices"
    label = "notices"

    def ready(self) -> None:
        """Say what this room keeps in the log and shows on the menus."""
        from meydan.base.audit.public import register_verb
        from meydan.base.events.public import subscribe
        from meydan.base.ui.public import NavItem, register_nav
        from meydan.domains.notices.operations import hear_case_closed
        from meydan.domains.notices.presentation import announced_at
        from meydan.kernel.cases.public import CaseClosed, register_announcements

        register_announcements(announced_at, name="notices")
        subscribe(CaseClosed, hear_case_closed, name="notices.hear_case_closed")
        register_verb("notices.changed", _("Notice changed"))
        register_nav(
            NavItem(
                audience="foot",
                key="notices",
                label=_("Notices"),
                url_name="notices:front",
                order=21,
                icon="mail",
            )
        )
        register_nav(
            NavItem(
                audience="staff",
                key="notices",
                label=_("Notices"),
                url_name="notices:desk",
                order=36,
                seldom=True,
                icon="mail",
            )
        )
