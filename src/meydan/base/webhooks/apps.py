from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Webhooks(AppConfig):
    name = "meydan.base.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        """Say what this room does to the log and the menu."""
        from meydan.base.audit.public import register_verb
        from meydan.base.ui.registry import NavItem, register_nav

        register_verb("webhooks.made", _("made a webhook"))
        register_verb("webhooks.changed", _("changed a webhook"))
        register_verb("webhooks.secret_renewed", _("gave a webhook a new secret"))
        register_verb("webhooks.switched", _("switched a webhook on or off"))
        register_verb(
            "webhooks.switched_off", _("a webhook was switched off because nobody took its messages")
        )
        register_verb("webhooks.removed", _("removed a webhook"))
        register_nav(
            NavItem(
                audience="staff",
                key="webhooks",
                label=_("Webhooks"),
                url_name="webhooks:list",
                order=86,
                seldom=True,
                icon="data",
                roles=("manager", "administrator"),
            )
        )
