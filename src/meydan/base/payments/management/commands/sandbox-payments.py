# ruff: noqa: N999 - the verb people type has a hyphen
"""Serve the payment sandbox: meydan --home HOME sandbox-payments --port 8009."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meydan.base.connectors.public import settings_of
from meydan.base.payments.engine.signed import NoticeForged
from meydan.base.payments.sandbox.provider import CONNECTOR
from meydan.base.payments.sandbox.service import SandboxServer


class Command(BaseCommand):
    help = "Serve a payment system that takes no money; needs [payments.sandbox] in connectors.toml."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8009)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        secret = str(settings_of(CONNECTOR).get("secret", ""))
        try:
            server = SandboxServer(port, secret)
        except (NoticeForged, OSError) as fault:
            raise CommandError(
                f'{fault}. In connectors.toml: [payments.sandbox] enabled = true, url = "http://127.0.0.1:{port}", '
                "secret = a base64 text of 24 bytes or more."
            ) from fault
        print(f"Payment sandbox at {server.url}; it takes no money. Ctrl-C ends it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()
