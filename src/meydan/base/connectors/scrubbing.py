"""Secrets that some systems put into addresses do not reach a log."""

from __future__ import annotations

import logging
import re

# accessToken: e-Devlet asks for a person with the token in the address. code, state: the answer of a sign-in.
SECRETS = re.compile(r"(?i)\b(access_?token|id_token|client_?secret|code|state|code_verifier)=[^&\s\"']+")


def scrubbed(words: str) -> str:
    """The words with the values of secrets in addresses replaced by stars."""
    return SECRETS.sub(lambda found: f"{found[1]}=***", words)


class ScrubFilter(logging.Filter):
    """Takes secrets out of every line before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the line with its arguments, then without secrets; every line passes."""
        said = record.getMessage()
        clean = scrubbed(said)
        if clean != said:
            record.msg, record.args = clean, None
        return True
