"""This room, and what it registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Warnings(AppConfig):
    """Public warnings: one drafts, another approves, everybody reads them."""

    name = "meydan.domains.warnings"
    label = "warnings"

    def ready(self) -> None:
        """Say what this room loads, shows above every page, keeps in the log and looks at."""
        from meydan.base.audit.public import register_check, register_verb
        from meydan.base.packs.public import register_loader, register_sample_remover
        from meydan.base.ui.public import NavItem, register_banner, register_nav
        from meydan.domains.warnings import figures  # noqa: F401 - the queries register themselves
        from meydan.domains.warnings.checkup import key_is_ready
        from meydan.domains.warnings.operations.loading import load_drafts, load_lists, load_templates
        from meydan.domains.warnings.operations.removing import remove_sample
        from meydan.domains.warnings.presentation import lines_in_force

        register_loader("warning_lists", load_lists, order=610)
        register_loader("warning_templates", load_templates, order=611)
        register_loader("warning_drafts", load_drafts, order=612)
        register_sample_remover("warnings", remove_sample, order=611)
        register_banner(lines_in_force)
        register_check("warnings.key", key_is_ready)
        for code, label in VERBS.items():
            register_verb(code, label)
        register_nav(
            NavItem(
                audience="foot", key="warnings", label=_("Warnings"), url_name="warnings:front", order=20,
                icon="noise",
            )
        )  # fmt: skip
        register_nav(
            NavItem(
                audience="staff", key="warnings", label=_("Public warnings"), url_name="warnings:desk", order=35,
                icon="noise",
            )
        )  # fmt: skip


VERBS = {
    "warnings.drafted": _("Warning drafted"),
    "warnings.rewritten": _("Warning rewritten"),
    "warnings.taken_up": _("Draft of the platform taken up"),
    "warnings.dropped": _("Draft of a warning thrown away"),
    "warnings.approved": _("Warning approved"),
    "warnings.sent_back": _("Warning sent back"),
    "warnings.alert_published": _("Warning published"),
    "warnings.update_published": _("Warning updated"),
    "warnings.cancel_published": _("Warning cancelled"),
    "warnings.expired": _("Warning expired"),
    "warnings.contact_added": _("Contact added to a list"),
    "warnings.contact_stopped": _("Contact taken off a list"),
    "warnings.key_made": _("Key for signing warnings made"),
}
