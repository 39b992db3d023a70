"""The door of the notices room."""

from meydan.domains.notices.models import Notice
from meydan.domains.notices.operations import Said, announce, call_off, change, end, write
from meydan.domains.notices.queries import known_at, notice, standing

__all__ = [
    "Notice",
    "Said",
    "announce",
    "call_off",
    "change",
    "end",
    "known_at",
    "notice",
    "standing",
    "write",
]
