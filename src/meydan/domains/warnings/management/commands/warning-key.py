# ruff: noqa: N999 - the verb people type has a hyphen
"""``meydan warning-key``: make the key with which this home signs its warnings."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.packs.public import current
from meydan.domains.warnings import home_key


class Command(BaseCommand):
    help = "Makes the key and certificate with which this home signs its warnings, in warnings/ of the home."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Kind, name, renewal."""
        parser.add_argument("--kind", choices=("ec", "rsa"), default="ec", help="rsa for older readers")
        parser.add_argument("--name", default="", help="whose it is; the name of the city unless given")
        parser.add_argument(
            "--renew", action="store_true", help="keep the key and give it a certificate for two more years"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and print the fingerprint."""
        from meydan.domains.warnings.engine.keys import fingerprint

        pack, now = current(), timezone.now()
        name = options["name"] or str(pack.names.get(pack.default_language, pack.id))
        try:
            made = home_key.make_pair(name=name, kind=options["kind"], now=now, renew=options["renew"])
        except home_key.KeyAlreadyThere as there:
            raise CommandError(
                f"There is a key at {there}; a new one would make old signatures a stranger's. "
                "To lengthen its certificate: meydan warning-key --renew. Nothing was changed."
            ) from there
        except home_key.KeyUnusable as fault:
            raise CommandError(f"{fault}. Put the folder back from a backup. Nothing was changed.") from fault
        mark = fingerprint(made)
        record(verb="warnings.key_made", actor=None, thing="", payload={"fingerprint": mark}, now=now)
        self.stdout.write(f"Warnings are signed by “{name}” until {made.not_valid_after_utc:%Y-%m-%d}.")
        self.stdout.write(f"Fingerprint (SHA-256): {mark}")
        self.stdout.write(
            f"It lies in {home_key.folder()}; keep a copy of key.pem where only you can reach it."
        )
