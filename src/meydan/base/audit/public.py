"""The door of this room."""

from meydan.base.audit.doctor import Finding, register_check
from meydan.base.audit.engine import chain, new_salt, salted, seal
from meydan.base.audit.kept_rows import keep_rows
from meydan.base.audit.models import Entry
from meydan.base.audit.operations import Actor, ChainMoved, erase_personal, record
from meydan.base.audit.queries import Fault, Verdict, entries, verify
from meydan.base.audit.registry import register_verb

__all__ = [
    "Actor",
    "ChainMoved",
    "Entry",
    "Fault",
    "Finding",
    "Verdict",
    "chain",
    "entries",
    "erase_personal",
    "keep_rows",
    "new_salt",
    "record",
    "register_check",
    "register_verb",
    "salted",
    "seal",
    "verify",
]
