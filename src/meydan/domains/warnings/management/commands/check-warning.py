# ruff: noqa: N999 - the verb people type has a hyphen
"""``meydan check-warning FILE``: what is wrong with a CAP document, and who signed it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from meydan.domains.warnings import home_key
from meydan.domains.warnings.content import LANGUAGES
from meydan.domains.warnings.engine.checks.fault import Fault, Setting
from meydan.domains.warnings.engine.checks.whole import examine
from meydan.domains.warnings.faults import in_words


class Command(BaseCommand):
    help = "Names every fault of a CAP 1.2 document, and says whether a root of this home answers for its signature."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--our-languages", action="store_true", help="expect Turkish, Persian and English"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, judge, print; exit 1 when there is a fault or the signature is refused."""
        from meydan.domains.warnings.engine.signature import SignatureRefused, verified
        from meydan.domains.warnings.schema_check import schema_faults

        try:
            body = options["file"].read_bytes()
        except OSError as fault:
            raise CommandError(f"{options['file']} cannot be read: {fault.strerror}.") from fault
        setting = Setting(languages=LANGUAGES if options["our_languages"] else ())
        faults: list[Fault] = examine(body, setting)
        if not any(fault.code.startswith("unread_") for fault in faults):
            faults = [*schema_faults(body), *faults]
        try:
            seen = verified(body, roots=home_key.roots(), now=timezone.now())
            signer, refused = f"{seen.signer} ({seen.root})", ""
        except SignatureRefused as refusal:
            signer, refused = "", refusal.code
        with translation.override("en"):
            words = [str(sentence) for sentence in in_words(faults)]
        self._say(options["json"], words, signer, refused)
        if words or refused not in ("", "absent"):
            raise SystemExit(1)

    def _say(self, as_json: bool, words: list[str], signer: str, refused: str) -> None:
        if as_json:
            told = {"faults": words, "signed_by": signer, "signature_refused": refused}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for sentence in words:
            self.stdout.write(sentence)
        if not words:
            self.stdout.write("No fault.")
        self.stdout.write(
            SAID.get(refused, "The signature is refused.") if refused else f"Signed by {signer}."
        )


SAID = {
    "absent": "It carries no signature.",
    "misplaced": "The signature does not stand where it covers the whole warning. Do not believe it.",
    "wrapped": "The signature covers something else than what one reads. Do not believe it.",
    "unknown_signer": "No root of this home answers for the signer. Do not believe it before you know whose it is.",
    "expired": "The signer's certificate has expired.",
    "not_yet": "The signer's certificate is not valid yet.",
    "unfit": "The signer's certificate is not for signing.",
    "altered": "The document was altered after it was signed. Do not believe it.",
    "unreadable": "The signature cannot be checked because the document cannot be read.",
}
