"""An issuer of our own: keys, tokens put together by hand from the RFCs, and a web server that publishes the keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

ISSUER, AUDIENCE = "https://giris.example/realms/belediye", "meydan"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@dataclass(frozen=True)
class Key:
    """A private key with the name it is published under."""

    private: Any
    kid: str | None
    algorithm: str

    def public(self, **more: Any) -> dict[str, Any]:
        """As it stands in a JWKS document."""
        named = {"kid": self.kid} if self.kid is not None else {}
        return {**named, "use": "sig", "alg": self.algorithm, **self._numbers(), **more}

    def _numbers(self) -> dict[str, Any]:
        public = self.private.public_key()
        if self.algorithm == "RS256":
            return {
                "kty": "RSA",
                "n": number(public.public_numbers().n),
                "e": number(public.public_numbers().e),
            }
        if self.algorithm == "ES256":
            point = public.public_numbers()
            x, y = (b64(part.to_bytes(32, "big")) for part in (point.x, point.y))
            return {"kty": "EC", "crv": "P-256", "x": x, "y": y}
        return {"kty": "OKP", "crv": "Ed25519", "x": b64(public.public_bytes_raw())}

    def pem(self) -> bytes:
        """The public key as those who confuse algorithms take it for a secret."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, words: bytes) -> bytes:
        if self.algorithm == "RS256":
            return self.private.sign(words, padding.PKCS1v15(), hashes.SHA256())
        if self.algorithm == "ES256":
            r, s = decode_dss_signature(self.private.sign(words, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return self.private.sign(words)


@cache
def rsa_key(kid: str | None = "rsa-1", bits: int = 2048) -> Key:
    return Key(rsa.generate_private_key(65537, bits), kid, "RS256")


@cache
def ec_key(kid: str | None = "ec-1") -> Key:
    return Key(ec.generate_private_key(ec.SECP256R1()), kid, "ES256")


@cache
def ed_key(kid: str | None = "ed-1") -> Key:
    return Key(ed25519.Ed25519PrivateKey.generate(), kid, "EdDSA")


def jwks(*keys: Key | dict[str, Any]) -> str:
    return json.dumps({"keys": [key.public() if isinstance(key, Key) else key for key in keys]})


def claims(now: datetime, **more: Any) -> dict[str, Any]:
    """What a good access token says; ``None`` leaves a claim out."""
    at = int(now.timestamp())
    said = {"iss": ISSUER, "aud": AUDIENCE, "sub": "7d1", "iat": at, "nbf": at, "exp": at + 300, **more}
    return {name: value for name, value in said.items() if value is not None}


def token(key: Key, said: dict[str, Any] | str, **header: Any) -> str:
    """A signed token; a text is signed as it is, and ``None`` leaves a part of the header out."""
    head = {"typ": "at+jwt", "alg": key.algorithm, "kid": key.kid, **header}
    return sealed(json.dumps({k: v for k, v in head.items() if v is not None}), said, key.sign)


def sealed(header: str, said: dict[str, Any] | str, sign: Any) -> str:
    body = said if isinstance(said, str) else json.dumps(said)
    words = f"{b64(header.encode())}.{b64(body.encode())}"
    return f"{words}.{b64(sign(words.encode()))}"


def with_secret(secret: bytes) -> Any:
    """Signs as HS256 does."""
    return lambda words: hmac.new(secret, words, hashlib.sha256).digest()


class _Publishes(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: IssuerServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.server.is_away:
            return self._answer(503, "")
        if self.path == "/realms/khoy/.well-known/openid-configuration":
            said = {
                "issuer": self.server.issuer,
                "jwks_uri": f"{self.server.issuer}/keys",
                **self.server.discovery,
            }
            return self._answer(200, json.dumps(said))
        return (
            self._answer(200, jwks(*self.server.keys))
            if self.path == "/realms/khoy/keys"
            else self._answer(404, "")
        )

    def _answer(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """The tests look at ``asked``."""


@dataclass(eq=False)
class IssuerServer(ThreadingHTTPServer):
    """The web server of an issuer on this machine; what it publishes can be changed while it runs."""

    keys: list[Any]
    discovery: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_away: bool = False
    daemon_threads = True

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Publishes)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/realms/khoy"


@contextmanager
def issuer_server(*keys: Any) -> Iterator[IssuerServer]:
    """A running issuer."""
    with IssuerServer(list(keys)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
