"""What each line of ``meydan.toml`` may say, and in which words a mistyped one is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

ROLES = ("city", "portal")
# What a token with a scope may do at the doors for machines; the same words as for keys.
REACHES = ("read", "observe", "manage")


def _any(_value: object) -> bool:
    return True


def _all_texts(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _is_issuer(value: str) -> bool:
    """An address as OpenID Connect Discovery has it: no query, no fragment, nobody's name in it."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    plain = value.isascii() and value.isprintable() and not (parts.query or parts.fragment or parts.username)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain and " " not in value


def _stays_inside(value: str) -> bool:
    path = PurePosixPath(value)
    return bool(value) and not path.is_absolute() and ".." not in path.parts


def _all_reaches(values: list[object]) -> bool:
    return all(
        isinstance(value, str) and re.fullmatch(rf"({'|'.join(REACHES)})=\S{{1,200}}", value)
        for value in values
    )


# What each setting is, in words for whoever mistyped it, and what a value of that type must fulfil.
KINDS: dict[str, tuple[type, str, Callable[[Any], bool]]] = {
    # The key becomes a part of cookie names and of file names.
    "key": (
        str,
        "a short word of a-z, 0-9 and -",
        lambda v: bool(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", v)),
    ),
    "pack": (str, 'a pack in quotes, like "tr/gumushane"', bool),
    "role": (str, f"one of {', '.join(ROLES)}", lambda v: v in ROLES),
    "demo": (bool, "true or false", _any),
    "host": (str, 'an address in quotes, like "127.0.0.1"', bool),
    "port": (int, "a number from 1 to 65535", lambda v: 0 < v < 65536),
    "database_url": (str, "an address in quotes", _any),
    "allowed_hosts": (list, 'a list of names, like ["sehir.example"]', _all_texts),
    "public_url": (str, 'an address in quotes, like "https://sehir.example"', _any),
    "open_sensorthings": (bool, "true or false", _any),
    "cities": (list, 'a list of addresses, like ["https://sehir.example"]', _all_texts),
    "oidc_issuer": (
        str,
        'the address of the issuer in quotes, like "https://giris.example/realms/belediye"',
        _is_issuer,
    ),
    "oidc_audience": (str, 'the name this home has at the issuer, in quotes, like "meydan"', bool),
    "oidc_keys": (str, 'a file inside the home, like "oidc/jwks.json"', _stays_inside),
    "oidc_account_claim": (
        str,
        'the name of a claim, like "email"',
        lambda v: bool(re.fullmatch(r"[\x21-\x7e]{1,200}", v)),
    ),
    "oidc_scopes": (
        list,
        f'a list like ["read=measurements.read", "manage=role:operator"] with {", ".join(REACHES)} before the =',
        _all_reaches,
    ),
}


def oidc_fault(said: Iterable[str]) -> str:
    """What is missing beside these settings before tokens can be believed; empty when nothing is."""
    spoken = {name for name in said if name.startswith("oidc_")}
    missing = [name for name in ("oidc_issuer", "oidc_audience") if name not in spoken]
    if not spoken or not missing:
        return ""
    return f"{sorted(spoken)[0]} says nothing without {' and '.join(missing)}. Add it, or take every oidc_ line out."
