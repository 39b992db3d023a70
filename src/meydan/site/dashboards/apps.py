"""This room, and what it registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Dashboards(AppConfig):
    """Views of the city that staff compose."""

    name = "meydan.site.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        """The kinds of panels, what comes with the pack, and where the pages stand on the menus."""
        from meydan.base.audit.public import register_verb
        from meydan.base.packs.public import register_loader, register_sample_remover
        from meydan.base.ui.public import NavItem, register_nav
        from meydan.site.dashboards.loading import load_dashboards
        from meydan.site.dashboards.operations import remove_sample
        from meydan.site.dashboards.panels import chart, gauge, map, number, small_multiples, table, text
        from meydan.site.dashboards.registry import register_panel_kind

        for panel in (chart, small_multiples, gauge, table, map, number, text):
            register_panel_kind(panel.KIND)
        register_verb("dashboards.created", _("Somebody composed a dashboard"))
        register_verb("dashboards.saved", _("Somebody changed a dashboard"))
        register_verb("dashboards.removed", _("Somebody took a dashboard away"))
        register_loader("dashboards", load_dashboards, order=900)
        register_sample_remover("dashboards", remove_sample, order=900)
        register_nav(
            NavItem(
                audience="public", key="dashboards", label=_("Dashboards"), url_name="dashboards:open_list",
                order=45, icon="plan",
            )
        )  # fmt: skip
        register_nav(
            NavItem(
                audience="staff", key="dashboards", label=_("Dashboards"), url_name="dashboards:list",
                order=45, icon="plan",
            )
        )  # fmt: skip
