from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class People(AppConfig):
    name = "meydan.base.people"
    label = "people"

    def ready(self) -> None:
        """Register our verbs, our page, and how units and posts come out of a pack."""
        from meydan.base.audit.public import register_verb
        from meydan.base.connectors.public import register as register_connector
        from meydan.base.packs.public import register_loader, register_sample_remover
        from meydan.base.people import loaders, signals
        from meydan.base.people.identity.providers import PROVIDERS
        from meydan.base.people.oidc.startup import register as register_oidc
        from meydan.base.ui.registry import NavItem, register_nav

        signals.connect()
        register_oidc()
        for provider in PROVIDERS.values():
            register_connector(provider.connector)
        register_loader("units", loaders.load_units, order=10)
        register_loader("posts", loaders.load_posts, order=11)
        register_sample_remover("people", loaders.remove_sample, order=10)
        register_nav(
            NavItem(
                audience="staff",
                key="units",
                label=_("Units"),
                url_name="people:units",
                order=60,
                seldom=True,
                icon="people",
            )
        )
        for code, label in VERBS.items():
            register_verb(code, label)


VERBS = {
    "people.appointed": _("Post given"),
    "people.ended": _("Post given up"),
    "people.invited": _("Invited"),
    "people.joined": _("Password set by invitation"),
    "people.signed_in": _("Signed in"),
    "people.signed_out": _("Signed out"),
    "people.sign_in_failed": _("Sign-in failed"),
    "people.code_dropped": _("Code taken away"),
    "people.citizen_erased": _("Identity of a citizen erased"),
    "people.locked": _("Name locked after failed sign-ins"),
}
