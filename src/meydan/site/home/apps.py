from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Home(AppConfig):
    name = "meydan.site.home"
    label = "home"

    def ready(self) -> None:
        """Put the front page and the quiet links on the menu."""
        from meydan.base.ui.public import NavItem, register_nav

        register_nav(NavItem(audience="public", key="home", label=_("Home"), url_name="home:front", order=0))
        register_nav(
            NavItem(audience="foot", key="about", label=_("About this site"), url_name="home:about", order=90)
        )
