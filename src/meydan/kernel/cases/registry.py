"""What rooms above say about a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from meydan.kernel.cases.models import Case

# Given a case, a sentence in the reader's language such as "When this closes, indicator X is counted anew".
ClosingNote = Callable[[Case], str | None]
_notes: dict[str, ClosingNote] = {}


def register_closing_note(note: ClosingNote, *, name: str = "strategy") -> None:
    """Say which sentence stands by a case about what its closing will move; called from ``apps.ready()``."""
    _notes[name] = note


def closing_notes(case: Case) -> list[str]:
    """Return the sentences rooms above have for a case."""
    return [said for _, note in sorted(_notes.items()) if (said := note(case))]


def holds_sample() -> bool:
    """Whether any case here is a sample."""
    return Case.objects.filter(is_sample=True).exists()


@dataclass(frozen=True)
class Announcement:
    """What the city has announced about a spot, and the address that counts a report as not needed."""

    title: str
    detail: str
    href: str
    spared_href: str


# Service, longitude, latitude, now: what is announced there and answers a report for this service.
AnnouncementSource = Callable[[str, float | None, float | None, datetime], list[Announcement]]
_announcement_sources: dict[str, AnnouncementSource] = {}


def register_announcements(source: AnnouncementSource, *, name: str) -> None:
    """Let a room above answer a report before it is sent; called from ``apps.ready()``."""
    _announcement_sources[name] = source


def announcements(service: str, lon: float | None, lat: float | None, now: datetime) -> list[Announcement]:
    """Return what rooms above have announced about a spot."""
    return [
        one for _, source in sorted(_announcement_sources.items()) for one in source(service, lon, lat, now)
    ]


@dataclass(frozen=True)
class NoticeFacts:
    """What a playbook asks a room above to tell: which alert, and to which target of that room's."""

    run_id: int
    alert_id: int
    playbook: str
    target: str
    names: Mapping[str, str]
    rule: str
    severity: str
    is_sample: bool


# Called in the transaction of the run; says in a few words, or by a reference, what it made of it.
PlaybookNoticeHandler = Callable[[NoticeFacts, datetime], str]
OWN_KINDS = ("unit", "managers", "post", "list")
_notice_handlers: dict[str, PlaybookNoticeHandler] = {}


class NoticeKindTaken(Exception):
    """Two functions claim one kind of notice."""


def register_playbook_notice(kind: str, handler: PlaybookNoticeHandler) -> None:
    """
    Let playbooks have notices of this kind, such as a draft of a warning; called from ``apps.ready()``.

    :raises NoticeKindTaken: if another function has the kind, or it is one of this room's own
    """
    if kind in OWN_KINDS or _notice_handlers.get(kind, handler) is not handler:
        raise NoticeKindTaken(kind)
    _notice_handlers[kind] = handler


def notice_handler(kind: str) -> PlaybookNoticeHandler | None:
    """Return what a room above does with a kind of notice."""
    return _notice_handlers.get(kind)


def forget_notice(kind: str) -> None:
    """Take a kind out again (for tests)."""
    _notice_handlers.pop(kind, None)
