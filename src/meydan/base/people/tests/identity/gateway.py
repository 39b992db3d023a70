"""Systems outside on this machine: an OpenID Connect issuer that is as strict as the RFCs, and e-Devlet as recorded."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from meydan.base.connectors import home_settings
from meydan.base.people.identity import oidc_client
from meydan.base.people.oidc import rings
from meydan.base.people.tests.oidc.issuing import jwks, rsa_key, token

CLIENT, SECRET = "meydan", "gizli:anahtar&1"
TCKN = "10000000146"  # the example number of the check-digit rule; nobody's


class Gateway(ThreadingHTTPServer):
    """One server that plays both; ``told`` changes what its identity tokens say."""

    daemon_threads = True

    def __init__(self, now) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.now, self.key = now, rsa_key("idp-1")
        self.codes: dict[str, dict[str, str]] = {}
        self.told: dict[str, Any] = {}
        self.info: dict[str, Any] = {}
        self.person: dict[str, Any] = {"kimlikNo": TCKN, "ad": "Ayşe", "soyad": "Çelik"}
        self.result = "EDV09.000"
        self.asked: list[str] = []

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def consent(self, address: str) -> dict[str, str]:
        """Somebody signs in at the page of this address: what the browser is sent back with."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def id_token(self, nonce: str = "", key=None, **header: Any) -> str:
        at = int(self.now.timestamp())
        said = {
            "iss": self.issuer, "aud": CLIENT, "sub": "s-1", "iat": at, "exp": at + 300,
            "nonce": nonce, "name": "Ayşe Çelik", "sid": "sid-1", **self.told,
        }  # fmt: skip
        said = {name: value for name, value in said.items() if value is not None}
        return token(key or self.key, said, **{"typ": "JWT", **header})

    def logout_token(self, **more: Any) -> str:
        at = int(self.now.timestamp())
        events = {"http://schemas.openid.net/event/backchannel-logout": {}}
        said = {"iss": self.issuer, "aud": CLIENT, "iat": at, "exp": at + 60, "jti": secrets.token_hex(8),
                "sub": "s-1", "sid": "sid-1", "events": events, **more}  # fmt: skip
        said = {name: value for name, value in said.items() if value is not None}
        return token(self.key, said, typ="logout+jwt")


class _Door(BaseHTTPRequestHandler):
    server: Gateway
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """The tests look at ``asked``."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        base = self.server.issuer
        if self.path == "/.well-known/openid-configuration":
            return self._answer(200, {
                "issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo", "jwks_uri": f"{base}/jwks",
            })  # fmt: skip
        if self.path == "/jwks":
            return self._answer(200, json.loads(jwks(self.server.key)))
        if self.path == "/userinfo" and self.headers.get("Authorization") == "Bearer at-1":
            return self._answer(200, {"sub": "s-1", **self.server.info})
        return self._answer(404, {})

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        said = {name: values[0] for name, values in parse_qs(body).items()}
        parts = urlsplit(self.path)
        if parts.path == "/token":
            return self._token(said)
        if parts.path == "/AccessTokenController":
            fits = said.get("client_secret") == SECRET and self.server.codes.pop(said.get("code", ""), None)
            return self._answer(200, {"accessToken": "jeton-1"}) if fits else self._answer(400, {})
        if parts.path == "/AuthenticationController":
            fits = dict(parse_qsl(parts.query)).get("accessToken") == "jeton-1"
            who = {"kullaniciBilgileri": self.server.person} if fits else {}
            return self._answer(200, {"sonucKodu": self.server.result, **who})
        return self._answer(404, {})

    def _token(self, said: dict[str, str]) -> None:
        asked = self.server.codes.pop(said.get("code", ""), None)
        pair = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        client, _colon, secret = pair.partition(":")
        digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        fits = (
            asked is not None
            and (unquote(client), unquote(secret)) == (CLIENT, SECRET)
            and asked["code_challenge"] == challenge
            and asked["redirect_uri"] == said.get("redirect_uri")
        )
        if not fits or asked is None:
            return self._answer(400, {"error": "invalid_grant"})
        return self._answer(200, {"access_token": "at-1", "token_type": "Bearer",
                                  "id_token": self.server.id_token(asked["nonce"])})  # fmt: skip

    def _answer(self, status: int, said: Any) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def gateway(monkeypatch, now) -> Iterator[Gateway]:
    """The systems at work, and this home set up for them."""
    with Gateway(now) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        table = {"enabled": True, "url": server.issuer, "client_id": CLIENT, "client_secret": SECRET}
        told = {"identity": dict.fromkeys(("staff", "my_gov_ir", "edevlet"), table)}
        monkeypatch.setattr(home_settings, "_home_table", lambda code: home_settings._table(told, code))
        # Each test is a transaction, in which keys are not fetched; this one is the tests', not the program's.
        monkeypatch.setattr(rings, "connection", SimpleNamespace(in_atomic_block=False))
        oidc_client.forget()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            oidc_client.forget()
