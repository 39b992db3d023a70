"""What the pack says a notice of a service is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meydan.base.packs.public import current


@dataclass(frozen=True)
class NoticeKind:
    """
    What a service's notices are.

    :ivar occurrence: the kind of occurrence (cut, closure, works), empty where it happens nowhere
    :ivar mutes: codes of services whose reports it answers
    """

    occurrence: str
    mutes: Sequence[str]

    @property
    def has_place(self) -> bool:
        """Whether it must say where."""
        return bool(self.occurrence)


def kind_of(service: str) -> NoticeKind:
    """Return what the pack says of a service's notices."""
    told = current().documents("services").get(service, {}).get("notice", {})
    return NoticeKind(str(told.get("occurrence", "")), tuple(told.get("mutes", ())))
