"""The door of this room: what playbooks and other pages may ask of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from meydan.base.people.public import Account
from meydan.domains.warnings.content import AreaChosen, Content, Words
from meydan.domains.warnings.errors import TemplateUnknown
from meydan.domains.warnings.models import PublicWarning
from meydan.domains.warnings.operations import beginning
from meydan.domains.warnings.presentation import Face, face
from meydan.domains.warnings.queries import current
from meydan.domains.warnings.queries.warnings import by_refs

__all__ = [
    "AreaChosen",
    "Content",
    "Face",
    "PublicWarning",
    "TemplateUnknown",
    "Words",
    "active_warnings",
    "draft_warning",
    "faces_of",
]


def draft_warning(
    *,
    template: str,
    source_ref: str,
    source_text: str,
    now: datetime,
    area: AreaChosen | None = None,
    actor: Account | None = None,
    is_sample: bool = False,
) -> PublicWarning:
    """
    Put a draft on the desk with the ready words of a template; nobody outside reads it.

    Asked again for the same ``source_ref`` while the first draft waits, that draft is returned.

    :param template: a code of ``warning_templates.toml``, such as "air_pollution"
    :param source_ref: what gave rise to it, such as "observations.alert:12"
    :param source_text: what happened, in words for the officer
    :param actor: who asked for it; ``None`` is the platform
    :param is_sample: whether what gave rise to it is a sample; such a warning is told to no list
    :raises TemplateUnknown: if the pack has no such template
    """
    return beginning.draft_for_source(
        template=template, area=area, actor=actor, now=now, source_ref=source_ref, source_text=source_text,
        is_sample=is_sample,
    )  # fmt: skip


def active_warnings(now: datetime) -> list[PublicWarning]:
    """Warnings in force at a moment with their words (``texts``), the newest first."""
    return list(current.in_force(now))


def faces_of(refs: Iterable[str], now: datetime) -> list[Face]:
    """How the warnings of some references ("warnings.publicwarning:12") look now, drafts too, the oldest first."""
    return [face(warning, now) for warning in by_refs(refs)]
