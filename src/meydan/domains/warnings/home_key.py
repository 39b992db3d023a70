"""
The city's key, its certificate, and the certificates of others it believes, in the home folder.

``warnings/key.pem`` (owner alone), ``warnings/certificate.pem``, and ``warnings/roots/<name>.pem``: whoever
may be believed stands there by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from meydan.base.files.public import OWNER_ALONE, write_whole

if TYPE_CHECKING:
    from cryptography import x509

    from meydan.domains.warnings.engine.keys import PrivateKey
    from meydan.domains.warnings.engine.signature import Root

FOLDER, KEY, CERTIFICATE, ROOTS = "warnings", "key.pem", "certificate.pem", "roots"
VALID_DAYS = 2 * 365


class KeyAlreadyThere(Exception):
    """The home has a key; a new one would make old signatures those of a stranger."""


class KeyUnusable(Exception):
    """The key or the certificate in the home cannot be read, or they do not belong together."""


@dataclass(frozen=True)
class SigningPair:
    """What the home signs with."""

    key: PrivateKey
    certificate: x509.Certificate


def folder() -> Path:
    """Where they lie."""
    return settings.MEYDAN_HOME.folder(FOLDER)


def make_pair(*, name: str, kind: str, now: datetime, renew: bool = False) -> x509.Certificate:
    """
    Make a key and a certificate of its own.

    :param renew: keep the key that is there and give it a certificate that lasts anew
    :raises KeyAlreadyThere: if there is a key and it is not to be renewed
    """
    from meydan.domains.warnings.engine import keys

    place = folder()
    held = signing_pair()
    if held is not None and not renew:
        raise KeyAlreadyThere(str(place / KEY))
    key = held.key if held else keys.new_key(kind)
    certificate = keys.new_certificate(key, name=name, now=now, days=VALID_DAYS)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    if held is None:
        write_whole(place / KEY, keys.key_pem(key), mode=OWNER_ALONE)
    write_whole(place / CERTIFICATE, keys.certificate_pem(certificate))
    return certificate


def signing_pair() -> SigningPair | None:
    """
    The pair of this home; ``None`` when none was made.

    :raises KeyUnusable: if what is there cannot be used
    """
    place = folder()
    if not (place / KEY).exists():
        return None
    from meydan.domains.warnings.engine import keys

    try:
        key = keys.read_key((place / KEY).read_text(encoding="ascii"))
        certificate = keys.read_certificate((place / CERTIFICATE).read_text(encoding="ascii"))
    except (OSError, keys.KeyUnreadable, UnicodeDecodeError) as fault:
        raise KeyUnusable(f"{place}: {fault}") from fault
    if not keys.belong_together(key, certificate):
        raise KeyUnusable(f"{place}: the certificate is of another key")
    return SigningPair(key, certificate)


def certificate_text() -> str:
    """The certificate for whoever wants to check our signatures; empty when there is none."""
    file = folder() / CERTIFICATE
    return file.read_text(encoding="ascii") if file.is_file() else ""


def roots() -> list[Root]:
    """Whom this home believes: itself, and every certificate under ``roots/`` by the name of its file."""
    from meydan.domains.warnings.engine.keys import read_certificate
    from meydan.domains.warnings.engine.signature import Root

    found = [
        Root(file.stem, read_certificate(file.read_text()))
        for file in sorted((folder() / ROOTS).glob("*.pem"))
    ]
    own = certificate_text()
    return [*([Root(settings.MEYDAN_HOME.key, read_certificate(own))] if own else []), *found]
