"""How this home speaks with the sandbox: as with a real payment system, through the guarded calls of connectors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from meydan.base.connectors.public import CallFailed, Connector, Response, fetch, is_enabled, settings_of
from meydan.base.payments.engine.signed import NoticeForged, verify_notice
from meydan.base.payments.providers import Asked, Begun, NoticeFacts, ProviderFailed, Standing

CONNECTOR = Connector(
    "payments.sandbox",
    names={"tr": "Ödeme deneme ortamı", "fa": "محیط آزمایشی پرداخت", "en": "Payment sandbox"},
    timeout_s=8,
    allow_private=True,
    max_bytes=100_000,
    attempts=2,
)
STATES = ("waiting", "paid", "failed")


class SandboxProvider:
    """The sandbox as a provider."""

    code = "sandbox"
    names = _("Sandbox: no money is taken")
    is_sandbox = True

    @property
    def is_ready(self) -> bool:
        """Whether ``connectors.toml`` switches it on."""
        return is_enabled(CONNECTOR)

    def begin(self, asked: Asked) -> Begun:
        """Ask for a payment."""
        said = _said(_call("payments", vars(asked)))
        return Begun(reference=_text(said, "reference"), url=_text(said, "url"))

    def standing(self, reference: str) -> Standing:
        """Ask how a payment stands."""
        said = _said(_call(f"payments/{quote(reference, safe='')}"))
        if said.get("state") not in STATES or type(said.get("amount_minor")) is not int:
            raise ProviderFailed("the sandbox answered something else than how the payment stands")
        return Standing(said["state"], said["amount_minor"], _text(said, "currency"))

    def refund(self, reference: str, *, key: str, amount_minor: int) -> None:
        """Give money back, once for a key."""
        _call(f"refunds/{quote(reference, safe='')}", {"key": key, "amount_minor": amount_minor})

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> NoticeFacts:
        """Read a notice that carries the secret of ``connectors.toml``."""
        secret = str(settings_of(CONNECTOR).get("secret", ""))
        event_id = verify_notice(headers, body, secret=secret, now=now)
        try:
            said = json.loads(body)
        except ValueError as odd:
            raise NoticeForged("the notice is no JSON") from odd
        reference = said.get("reference") if isinstance(said, dict) else None
        if not isinstance(reference, str):
            raise NoticeForged("the notice names no payment")
        return NoticeFacts(event_id, reference)


def _call(path: str, body: Mapping[str, Any] | None = None) -> Response:
    content = json.dumps(body).encode() if body is not None else None
    try:
        headers = {"Content-Type": "application/json"}
        method = "POST" if content is not None else "GET"
        return fetch(CONNECTOR, path, method=method, headers=headers, content=content)
    except CallFailed as fault:
        raise ProviderFailed(str(fault)) from fault


def _said(answer: Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except CallFailed as fault:
        raise ProviderFailed(str(fault)) from fault
    if not isinstance(said, dict):
        raise ProviderFailed("the sandbox answered no object")
    return said


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 500:
        raise ProviderFailed(f"the sandbox said no {name}")
    return value
