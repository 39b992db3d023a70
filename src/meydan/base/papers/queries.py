"""Finds papers, their files and the kinds a pack has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from meydan.base.packs.public import Pack, current
from meydan.base.papers.engine.codes import read_code
from meydan.base.papers.engine.kinds import PaperKind, kind_from
from meydan.base.papers.models import Paper
from meydan.base.sealing.public import open_text

PURPOSE = b"meydan papers: facts"


class PaperUnknown(LookupError):
    """No paper has this code, number or digest."""


class KindUnknown(LookupError):
    """The pack has no such kind of paper."""


def kinds(pack: Pack | None = None) -> dict[str, PaperKind]:
    """Every kind of paper of the pack, by code."""
    documents = (pack or current()).documents("papers")
    return {code: kind_from(document) for code, document in documents.items()}


def kind(code: str) -> PaperKind:
    """
    A kind of paper.

    :raises KindUnknown: if the pack has none of that code
    """
    found = kinds().get(code)
    if found is None:
        raise KindUnknown(code)
    return found


def templates(pack: Pack | None = None) -> dict[str, str]:
    """The templates of the pack by file name; the city's own wins over its country's."""
    files = [
        file for folder in (pack or current()).folders() for file in sorted((folder / "papers").glob("*.typ"))
    ]
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def by_code(typed: str) -> Paper:
    """
    The paper of a verification code, however it was typed.

    :raises PaperUnknown: if there is none
    """
    code = read_code(typed)
    found = Paper.objects.filter(code=code).select_related("replaces", "series").first() if code else None
    if found is None:
        raise PaperUnknown(typed)
    return found


def by_digest(sha256: str) -> Paper:
    """
    The paper whose file has this SHA-256.

    :raises PaperUnknown: if none has
    """
    found = Paper.objects.filter(sha256=sha256).first()
    if found is None:
        raise PaperUnknown(sha256)
    return found


def successor(paper: Paper) -> Paper | None:
    """The paper that took this one's place."""
    return Paper.objects.filter(replaces=paper).first()


def papers_of(thing: str) -> list[Paper]:
    """The papers about a thing, the youngest first."""
    found = Paper.objects.filter(thing=thing).select_related("issued_by", "replaces", "replaced_by")
    return list(found.order_by("-issued_at", "-id"))


def paper_of(thing: str, paper_id: int) -> Paper:
    """
    A paper about a thing.

    :raises PaperUnknown: if that thing has none of that number
    """
    found = Paper.objects.filter(thing=thing, pk=paper_id).first()
    if found is None:
        raise PaperUnknown(f"{paper_id} of {thing}")
    return found


def facts_of(paper: Paper) -> dict[str, Any]:
    """
    What a paper was filled with; empty when it was erased.

    :raises SealUnreadable: if the home's secret is not the one it was sealed with
    """
    told = open_text(paper.facts_sealed, purpose=PURPOSE)
    return dict(json.loads(told)) if told else {}


def path_of(sha256: str) -> Path:
    """Where the file of that digest stands."""
    return Path(settings.MEDIA_ROOT) / "papers" / sha256[:2] / f"{sha256}.pdf"
