"""What a rule on measurements may start here: a case of a service, a playbook."""

from __future__ import annotations

from meydan.base.locale.public import text
from meydan.kernel.cases.queries.cases import services
from meydan.kernel.cases.queries.playbooks import playbooks


def services_for_rules() -> list[tuple[str, str]]:
    """The services that take cases, as (code, name in the reader's language)."""
    return [(one.code, text(one.names)) for one in services(public_only=False)]


def playbooks_for_rules() -> list[tuple[str, str]]:
    """The playbooks of this city, as (code, name in the reader's language)."""
    return [(one.code, text(one.names)) for one in playbooks()]
