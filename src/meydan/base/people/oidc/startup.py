"""What tokens register when the program starts; the reading of them is loaded with the first one."""

from __future__ import annotations


def register() -> None:
    """The issuer among the connections, and its doctor's check."""
    from meydan.base.audit.public import register_check
    from meydan.base.connectors.public import register as register_connector
    from meydan.base.people.oidc.connector import CONNECTOR
    from meydan.base.people.oidc.standing import keys_are_known

    register_connector(CONNECTOR)
    register_check("people.oidc", keys_are_known)
