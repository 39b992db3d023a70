from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Forms(AppConfig):
    name = "meydan.base.forms"
    label = "forms"

    def ready(self) -> None:
        """Say what this room loads, logs and shows in the navigation."""
        from meydan.base.audit.public import register_verb
        from meydan.base.forms.operations.loading import load_forms, remove_sample
        from meydan.base.packs.public import register_loader, register_sample_remover
        from meydan.base.ui.registry import NavItem, register_nav

        register_nav(
            NavItem(
                audience="staff",
                key="forms",
                label=_("Forms"),
                url_name="forms:forms",
                order=62,
                seldom=True,
                icon="file",
            )
        )
        register_loader("forms", load_forms, order=20)
        register_sample_remover("forms", remove_sample, order=20)
        register_verb("forms.published", _("Form published"))
        register_verb("forms.swept", _("Old drafts of forms forgotten"))
