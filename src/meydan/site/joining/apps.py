"""This room, and what it joins."""

from django.apps import AppConfig


class Joining(AppConfig):
    """Rooms that do not know each other, put together."""

    name = "meydan.site.joining"
    label = "joining"

    def ready(self) -> None:
        """Playbooks draft warnings, alerts know what came of them, hearings know where the law takes objections."""
        from meydan.domains.participation.public import register_objections
        from meydan.kernel.cases.public import register_playbook_notice
        from meydan.kernel.observations.public import register_alert_links, register_public_alert_links
        from meydan.site.joining.alert_links import afterwards, published_warnings_of, warnings_of
        from meydan.site.joining.drafts import draft_for_playbook
        from meydan.site.joining.objections import objections_to

        register_playbook_notice("warning_draft", draft_for_playbook)
        register_objections(objections_to)
        register_alert_links(warnings_of)
        register_alert_links(afterwards)
        register_public_alert_links(published_warnings_of)
