from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Papers(AppConfig):
    name = "meydan.base.papers"
    label = "papers"

    def ready(self) -> None:
        """Say what this room writes down, checks and shows."""
        from meydan.base.audit.public import register_check, register_verb
        from meydan.base.packs.public import register_sample_remover
        from meydan.base.papers.checks import papers_are_whole
        from meydan.base.papers.operations import remove_sample
        from meydan.base.ui.registry import NavItem, register_nav

        register_verb("papers.issue", _("Paper issued"))
        register_verb("papers.annul", _("Paper annulled"))
        register_check("papers", papers_are_whole)
        # Papers point at nothing but may be named by cases: they go first.
        register_sample_remover("papers", remove_sample, order=900)
        register_nav(
            NavItem(
                audience="foot",
                key="verify",
                label=_("Check a paper"),
                url_name="papers:verify",
                order=30,
            )
        )
