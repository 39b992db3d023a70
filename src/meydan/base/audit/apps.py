from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Audit(AppConfig):
    name = "meydan.base.audit"
    label = "audit"

    def ready(self) -> None:
        """Hand the checks to the doctor and say how our own verbs read."""
        from meydan.base.audit import checks
        from meydan.base.audit.registry import register_verb
        from meydan.base.ui.registry import NavItem, register_nav

        checks.register()
        register_verb("audit.erased", _("Personal details erased"))
        register_nav(
            NavItem(
                audience="staff",
                key="audit",
                label=_("Log"),
                url_name="audit:log",
                order=90,
                seldom=True,
                icon="check",
                roles=("mayor", "administrator"),
            )
        )
