"""Whether this home could believe a token that came now."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from meydan.base.audit.public import Finding
from meydan.base.connectors.public import is_enabled
from meydan.base.people.oidc.connector import CONNECTOR


def keys_are_known(now: datetime) -> Finding:
    """Whether the issuer's keys are there, or can be fetched; nobody is called for it."""
    home = settings.MEYDAN_HOME
    if not home.oidc_issuer:
        return Finding("good", _("Tokens of an OpenID Connect issuer are not used."))
    if not home.oidc_keys:
        if is_enabled(CONNECTOR):
            return Finding("good", _("The keys of the OpenID Connect issuer are fetched."))
        return Finding(
            "bad",
            _("The keys of the OpenID Connect issuer can be fetched from nowhere, so no token is believed."),
            _(
                "Switch [people.oidc] on in connectors.toml, or name a file with the keys as oidc_keys in meydan.toml."
            ),
        )
    from meydan.base.people.oidc.keyset import KeysUnreadable, read_keys

    try:
        read_keys(home.folder(home.oidc_keys).read_bytes())
    except (OSError, KeysUnreadable) as fault:
        return Finding(
            "bad",
            _("The file with the keys of the OpenID Connect issuer cannot be used: %(fault)s")
            % {"fault": f"{home.oidc_keys}: {fault}"},
            _("Put the issuer's JWKS document there; it needs a key for RS256, ES256 or EdDSA."),
        )
    return Finding("good", _("The keys of the OpenID Connect issuer stand in the home."))
