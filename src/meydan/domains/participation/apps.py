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

        for verb, words in (
            ("published", _("Budget published")),
            ("extended", _("Voting extended")),
            ("codes", _("Voting codes drawn")),
            ("paper", _("Paper ballot entered")),
            ("counted", _("Ballots counted")),
        ):
            register_verb(f"participation.{verb}", words)
