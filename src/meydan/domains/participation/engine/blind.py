"""
Blind signatures: RSABSSA-SHA384-PSSZERO-Deterministic of RFC 9474.

A voter's device blinds a message, the city signs what it cannot read, the device takes the blind off. What comes out
is an ordinary RSA-PSS signature (SHA-384, MGF1 with SHA-384, empty salt) that anybody can check with the public key.
The message must be hard to guess (RFC 9474, section 5): here it is a receipt of 128 random bits.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import gcd

HASH_BYTES = hashlib.sha384().digest_size


class SignatureWrong(Exception):
    """The signature does not belong to this message and key."""


@dataclass(frozen=True)
class PublicKey:
    """An RSA public key."""

    n: int
    e: int

    @property
    def size(self) -> int:
        """Length of a signature, bytes."""
        return (self.n.bit_length() + 7) // 8


@dataclass(frozen=True)
class PrivateKey:
    """An RSA private key of two primes."""

    public: PublicKey
    d: int
    p: int
    q: int


def encode(message: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE with an empty salt (RFC 8017, 9.1.1) for a modulus of ``bits + 1`` bits."""
    length = (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest()).digest()
    block = bytes(length - HASH_BYTES - 2) + b"\x01"
    masked = bytearray(a ^ b for a, b in zip(block, _mask(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def blind(message: bytes, factor: int, key: PublicKey) -> bytes:
    """
    Hide a message by a factor that is secret, uniform in 1..n-1 and used once.

    :raises ValueError: if message or factor share a divisor with the modulus
    """
    encoded = int.from_bytes(encode(message, key.n.bit_length() - 1))
    if gcd(encoded, key.n) != 1 or gcd(factor, key.n) != 1:
        raise ValueError("invalid input")
    return (encoded * pow(factor, key.e, key.n) % key.n).to_bytes(key.size)


def blind_sign(blinded: bytes, key: PrivateKey) -> bytes:
    """
    Sign what cannot be read, by the Chinese remainder theorem, and check the result.

    :raises ValueError: if it is not as long as the key or not below the modulus
    """
    value = int.from_bytes(blinded)
    if len(blinded) != key.public.size or value >= key.public.n:
        raise ValueError("invalid message length")
    by_p, by_q = pow(value, key.d % (key.p - 1), key.p), pow(value, key.d % (key.q - 1), key.q)
    signed = by_q + key.q * ((by_p - by_q) * pow(key.q, -1, key.p) % key.p)
    # A fault in one half would give the key away (RFC 9474, section 4.3).
    if pow(signed, key.public.e, key.public.n) != value:
        raise ValueError("signing failure")
    return signed.to_bytes(key.public.size)


def finalize(message: bytes, blind_signature: bytes, factor: int, key: PublicKey) -> bytes:
    """
    Take the blind off and check the signature.

    :raises SignatureWrong: if it does not verify
    """
    signed = int.from_bytes(blind_signature) * pow(factor, -1, key.n) % key.n
    signature = signed.to_bytes(key.size)
    verify(message, signature, key)
    return signature


def verify(message: bytes, signature: bytes, key: PublicKey) -> None:
    """
    Check an RSA-PSS signature with an empty salt (RFC 8017, 8.1.2).

    :raises SignatureWrong: if it does not belong to the message
    """
    value = int.from_bytes(signature)
    bits = key.n.bit_length() - 1
    expected = int.from_bytes(encode(message, bits))
    if len(signature) != key.size or value >= key.n or pow(value, key.e, key.n) != expected:
        raise SignatureWrong


def _mask(seed: bytes, length: int) -> bytes:
    rounds = -(-length // HASH_BYTES)
    return b"".join(hashlib.sha384(seed + i.to_bytes(4)).digest() for i in range(rounds))[:length]
