"""Blind signatures against the test vector of RFC 9474, and what must not verify."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384

from meydan.domains.participation import recount
from meydan.domains.participation.engine import blind
from meydan.domains.participation.engine.blind import PrivateKey, PublicKey, SignatureWrong

# RFC 9474, appendix A.4: RSABSSA-SHA384-PSSZERO-Deterministic.
VECTOR = json.loads((Path(__file__).parent / "rfc9474_a4.json").read_text())
N, D, P, Q = (int(VECTOR[name], 16) for name in "ndpq")
KEY = PublicKey(N, int(VECTOR["e"], 16))
MESSAGE = bytes.fromhex(VECTOR["msg"])
FACTOR = pow(int(VECTOR["inv"], 16), -1, N)


def test_every_step_gives_the_bytes_of_the_rfc() -> None:
    blinded = blind.blind(MESSAGE, FACTOR, KEY)
    assert blind.encode(MESSAGE, N.bit_length() - 1).hex() == VECTOR["encoded_msg"]
    assert blinded.hex() == VECTOR["blinded_msg"]
    signature = blind.blind_sign(blinded, PrivateKey(KEY, D, P, Q))
    assert signature.hex() == VECTOR["blind_sig"]
    assert blind.finalize(MESSAGE, signature, FACTOR, KEY).hex() == VECTOR["sig"]


def test_the_signature_is_an_ordinary_one_for_other_libraries() -> None:
    other = rsa.RSAPublicNumbers(KEY.e, KEY.n).public_key()
    other.verify(bytes.fromhex(VECTOR["sig"]), MESSAGE, padding.PSS(padding.MGF1(SHA384()), 0), SHA384())
    assert recount.signed(VECTOR["msg"], VECTOR["sig"], {"n": VECTOR["n"], "e": KEY.e})
    assert not recount.signed("00" + VECTOR["msg"], VECTOR["sig"], {"n": VECTOR["n"], "e": KEY.e})


@pytest.mark.parametrize("signature", [b"", bytes(512), b"\xff" * 512, bytes.fromhex(VECTOR["blind_sig"])])
def test_what_is_not_its_signature_is_refused(signature: bytes) -> None:
    with pytest.raises(SignatureWrong):
        blind.verify(MESSAGE, signature, KEY)


def test_what_is_too_long_or_too_large_is_not_signed() -> None:
    for blinded in (b"", bytes(511), bytes(513), N.to_bytes(512), b"\xff" * 512):
        with pytest.raises(ValueError, match="length"):
            blind.blind_sign(blinded, PrivateKey(KEY, D, P, Q))


def test_a_factor_without_an_inverse_hides_nothing_and_is_refused() -> None:
    for factor in (0, P, N):
        with pytest.raises(ValueError, match="invalid"):
            blind.blind(MESSAGE, factor, KEY)
