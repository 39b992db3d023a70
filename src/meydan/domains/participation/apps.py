"""This room, and what it registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Participation(AppConfig):
    """People decide about a budget, and everybody can count again."""

    name = "meydan.domains.participation"
    label = "participation"

    def ready(self) -> None:
        """Say what this room keeps in the log and shows on the menus."""
        from meydan.base.audit.public import register_verb
        from meydan.base.forms.public import register_purpose
        from meydan.base.packs.public import register_sample_remover
        from meydan.base.ui.public import NavItem, register_nav
        from meydan.domains.participation import figures, hearing_figures, jobs  # noqa: F401 - they register themselves
        from meydan.domains.participation.operations import (
            remove_sample_budgets,
            remove_sample_consultations,
            remove_sample_stakeholders,
        )
        from meydan.domains.participation.operations.surveys import PURPOSE
        from meydan.domains.participation.plan_voices import changed_because, voices
        from meydan.domains.participation.proposing import register_proposals
        from meydan.domains.participation.surveying import FOR_SURVEYS
        from meydan.kernel.strategy.public import register_action_origins, register_plan_voices

        for verb, words in (
            ("published", _("Budget published")),
            ("extended", _("Voting extended")),
            ("codes", _("Voting codes drawn")),
            ("paper", _("Paper ballot entered")),
            ("counted", _("Ballots counted")),
            ("consulted", _("Consultation published")),
            ("closed", _("Consultation closed")),
            ("shown", _("Opinion shown to everybody")),
            ("held", _("Words of an opinion held back")),
            ("answered", _("Opinions answered")),
            ("forgotten", _("Author of an opinion erased")),
            ("stakeholder", _("Stakeholder kept")),
            ("contact_erased", _("Contact of a stakeholder erased")),
            ("contacts_exported", _("Register of stakeholders taken along")),
            ("invited", _("Invitations to a meeting sent")),
            ("attended", _("Attendance counted")),
            ("seats", _("Codes of a survey drawn")),
        ):
            register_verb(f"participation.{verb}", words)
        register_sample_remover("participation", remove_sample_budgets)
        register_proposals()
        register_purpose(PURPOSE, FOR_SURVEYS)
        register_plan_voices("participation", voices)
        register_action_origins("participation.opinions", changed_because)
        register_sample_remover("consultations", remove_sample_consultations)
        register_sample_remover("stakeholders", remove_sample_stakeholders)
        register_nav(
            NavItem(
                audience="foot", key="budgets", label=_("Budgets you decide"), url_name="participation:front",
                order=23, icon="people",
            )
        )  # fmt: skip
        register_nav(
            NavItem(
                audience="staff", key="budgets", label=_("Budgets you decide"), url_name="participation:desk",
                order=38, icon="people", seldom=True,
            )
        )  # fmt: skip
        register_nav(
            NavItem(
                audience="foot", key="consultations", label=_("Have your say"), url_name="participation:hear_front",
                order=21, icon="people",
            )
        )  # fmt: skip
        register_nav(
            NavItem(
                audience="staff", key="consultations", label=_("Hearings and opinions"),
                url_name="participation:hear_desk", order=36, icon="people", seldom=True, also=("/desk/stakeholders/",),
            )
        )  # fmt: skip
