"""What a voter's one secret gives: the receipt that is signed, and the factor that hides it while it is signed."""

from __future__ import annotations

import hashlib
import re

SECRET_BYTES = 32
RECEIPT_BYTES = 16  # 128 random bits: nobody meets another's receipt by chance or guesses one
SECRET = re.compile(r"[0-9a-f]{64}")


def receipt_of(secret: str) -> str:
    """The receipt of a secret of 64 hex digits: 32 hex digits, which say nothing about the secret."""
    return hashlib.sha256(b"meydan ballot receipt" + bytes.fromhex(secret)).digest()[:RECEIPT_BYTES].hex()


def factor_of(secret: str, modulus: int) -> int:
    """The blinding factor of a secret, uniform in 1..n-1 but for 2**-128."""
    length = (modulus.bit_length() + 7) // 8 + 16
    drawn = hashlib.shake_256(b"meydan ballot factor" + bytes.fromhex(secret)).digest(length)
    return 1 + int.from_bytes(drawn) % (modulus - 1)
