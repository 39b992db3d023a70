"""The systems through which people may sign in, as ``connectors.toml`` sets them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meydan.base.connectors.public import Connector, is_enabled, settings_of

STAFF, CITIZENS = "staff", "citizens"
OIDC, EDEVLET = "oidc", "edevlet"


@dataclass(frozen=True)
class IdentityProvider:
    """
    A system that knows people.

    :param code: its name in addresses and tables
    :param who: ``staff`` (colleagues who have an account here) or ``citizens``
    :param id_claim: the claim that holds the national number; empty: the issuer's own subject
    """

    code: str
    kind: str
    who: str
    connector: Connector
    id_claim: str = ""
    scopes: str = "openid profile"

    @property
    def is_ready(self) -> bool:
        """Whether it is switched on and has what a contract brings."""
        said = settings_of(self.connector)
        return is_enabled(self.connector) and all(
            said.get(key) for key in ("url", "client_id", "client_secret")
        )

    @property
    def names(self) -> Mapping[str, str]:
        """What people call it."""
        return dict(settings_of(self.connector).get("names") or self.connector.names)

    def setting(self, name: str) -> str:
        """A text of its table in ``connectors.toml``."""
        said: Any = settings_of(self.connector).get(name, "")
        return said if isinstance(said, str) else ""


def _connector(code: str, names: Mapping[str, str]) -> Connector:
    # One try: a code is good once, and asking again with it makes a careful issuer take everything back.
    return Connector(
        f"identity.{code}", names, timeout_s=10, allow_private=True, max_bytes=512 * 1024, attempts=1
    )


PROVIDERS = {
    one.code: one
    for one in (
        IdentityProvider(
            "staff",
            OIDC,
            STAFF,
            _connector(
                "staff", {"tr": "Kurum hesabı", "fa": "حساب سازمانی", "en": "Account of the municipality"}
            ),
            scopes="openid profile email",
        ),
        IdentityProvider(
            "my_gov_ir",
            OIDC,
            CITIZENS,
            _connector(
                "my_gov_ir",
                {"tr": "İran ulusal girişi", "fa": "پنجرهٔ ملی خدمات", "en": "National sign-in of Iran"},
            ),
            id_claim="nationalCode",
        ),
        IdentityProvider(
            "edevlet",
            EDEVLET,
            CITIZENS,
            _connector(
                "edevlet", {"tr": "e-Devlet Kapısı", "fa": "درگاه دولت الکترونیک ترکیه", "en": "e-Devlet"}
            ),
            scopes="Kimlik-Dogrula;Ad-Soyad",
        ),
    )
}


def ready(who: str) -> list[IdentityProvider]:
    """The systems that are set up for staff or citizens."""
    return [one for one in PROVIDERS.values() if one.who == who and one.is_ready]
