from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Jobs(AppConfig):
    name = "meydan.base.jobs"
    label = "jobs"

    def ready(self) -> None:
        from meydan.base.audit.public import register_verb
        from meydan.base.ui.registry import NavItem, register_nav

        autodiscover_modules("jobs")
        register_verb("jobs.tried_again", _("put a failed job back in the queue"))
        register_verb("jobs.dropped", _("dropped a failed job"))
        register_nav(
            NavItem(
                audience="staff",
                key="jobs",
                label=_("Background work"),
                url_name="jobs:jobs",
                order=80,
                seldom=True,
                icon="clock",
                roles=("manager", "administrator"),
            )
        )
