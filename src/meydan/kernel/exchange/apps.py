from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Exchange(AppConfig):
    name = "meydan.kernel.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Say what this room loads and shows on the menu."""
        from meydan.base.packs.public import register_loader
        from meydan.base.ui.public import NavItem, register_nav
        from meydan.kernel.exchange import figures  # noqa: F401 - the query registers itself
        from meydan.kernel.exchange.operations import load_datasets

        register_loader("datasets", load_datasets, order=70)
        register_nav(
            NavItem(audience="public", key="data", label=_("Data"), url_name="exchange:data", order=60)
        )
