"""A set of public keys (JWKS): which of them may check a signature, and which one is meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jwt import PyJWK
from jwt.exceptions import PyJWTError

from meydan.base.people.oidc.strict import strict_object

# What is believed, and the one kind of key for each. A list that a token cannot add to: "none" and signatures with a
# shared secret, for which a public key could be taken, are not in it.
ALGORITHMS = {"RS256": ("RSA", None), "ES256": ("EC", "P-256"), "EdDSA": ("OKP", "Ed25519")}
PUBLIC_PARTS = ("kty", "n", "e", "crv", "x", "y")
# NIST SP 800-131A: shorter keys are not to be used; longer ones only cost time.
LEAST_RSA_BITS, MOST_RSA_BITS = 2048, 8192
MOST_KEYS = 100
LONGEST_KID = 200


class KeysUnreadable(Exception):
    """This is no set of keys, or none of its keys can check a signature."""


class KeySet:
    """The usable keys of an issuer."""

    def __init__(self, keys: Iterable[tuple[str | None, str, PyJWK]]) -> None:
        self._keys = list(keys)

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, kid: str | None, algorithm: str) -> PyJWK | None:
        """The one key that is meant; without a ``kid`` only where no other could be."""
        fit = [key for own, signs, key in self._keys if signs == algorithm and (kid is None or own == kid)]
        return fit[0] if len(fit) == 1 else None


def read_keys(text: str | bytes) -> KeySet:
    """
    The keys in a JWKS document (RFC 7517); what is of another kind or use is passed over, as it asks.

    :raises KeysUnreadable: if it is none, or nothing in it can be used
    """
    try:
        listed = strict_object(text).get("keys")
    except ValueError as odd:
        raise KeysUnreadable(f"not a JWKS document: {odd}") from odd
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise KeysUnreadable(f"not a JWKS document: no list of at most {MOST_KEYS} keys")
    found = KeySet(usable for said in listed if isinstance(said, dict) and (usable := _usable(said)))
    if not len(found):
        raise KeysUnreadable(f"none of its keys is for {', '.join(ALGORITHMS)}")
    return found


def _usable(said: dict[str, Any]) -> tuple[str | None, str, PyJWK] | None:
    kid = said.get("kid")
    algorithm = _algorithm_of(said)
    if algorithm is None or not _is_for_signatures(said) or not (kid is None or is_kid(kid)):
        return None
    try:
        # Only what is public: a private part that slipped into the document is not even looked at.
        key = PyJWK({part: said[part] for part in PUBLIC_PARTS if part in said}, algorithm)
    except (PyJWTError, ValueError, TypeError):
        return None
    bits = key.key.key_size if algorithm == "RS256" else LEAST_RSA_BITS
    return (kid, algorithm, key) if LEAST_RSA_BITS <= bits <= MOST_RSA_BITS else None


def _algorithm_of(said: dict[str, Any]) -> str | None:
    for algorithm, (kind, curve) in ALGORITHMS.items():
        if said.get("kty") == kind and said.get("crv") == curve and said.get("alg", algorithm) == algorithm:
            return algorithm
    return None


def _is_for_signatures(said: dict[str, Any]) -> bool:
    operations = said.get("key_ops", ["verify"])
    return said.get("use", "sig") == "sig" and isinstance(operations, list) and "verify" in operations


def is_kid(said: object) -> bool:
    """Whether this may name a key. It is only ever compared: never a path, a query or an address."""
    return isinstance(said, str) and 0 < len(said) <= LONGEST_KID
