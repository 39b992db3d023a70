"""Situation and priorities as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meydan.base.locale.public import format_number, local_digits, text
from meydan.base.people.public import OrgUnit, Post
from meydan.kernel.strategy.models import PriorityScore, SituationLine
from meydan.kernel.strategy.presentation import IndicatorFace, indicator_face
from meydan.kernel.strategy.queries.situation import FRAMES, SituationRow, Weighed


@dataclass(frozen=True)
class LineFace:
    """A line, the figure behind it as it stands today, and who wrote it."""

    line: SituationLine
    figure: IndicatorFace | None
    signed: Mapping[str, str]


@dataclass(frozen=True)
class FieldFace:
    """A field with its lines."""

    label: str
    lines: list[LineFace]


@dataclass(frozen=True)
class PriorityFace:
    """An action in the order of what presses."""

    weighed: Weighed
    score: str | SafeString
    parts: str
    judges: str


def frames(rows: Mapping[str, list[SituationRow]], now: datetime) -> list[tuple[str, list[FieldFace]]]:
    """Both frames with their fields in order."""
    labels, signs = (
        dict(SituationLine.Field.choices),
        signatures(row.line for lines in rows.values() for row in lines),
    )
    titles = {
        "swot": _("What the city is strong and weak in, what may help and what may hurt it"),
        "pestel": _("What surrounds the city"),
    }
    return [
        (titles[frame], [FieldFace(str(labels[field]), _lines(rows[field], signs, now)) for field in fields])
        for frame, fields in FRAMES.items()
    ]


def _lines(rows: list[SituationRow], signs: Mapping[str, Mapping[str, str]], now: datetime) -> list[LineFace]:
    return [
        LineFace(
            row.line,
            None if row.standing is None else indicator_face(row.standing, now),
            signs.get(row.line.post_code) or signs.get(row.line.unit_code) or {},
        )
        for row in rows
    ]


def signatures(rows: Iterable[SituationLine | PriorityScore]) -> dict[str, Mapping[str, str]]:
    """Names of the posts and units that signed, by code; two queries."""
    held = list(rows)
    posts = Post.objects.filter(code__in={row.post_code for row in held}).values_list("code", "names")
    units = OrgUnit.objects.filter(code__in={row.unit_code for row in held}).values_list("code", "names")
    return {**dict(units), **dict(posts)}


def priority_face(weighed: Weighed) -> PriorityFace:
    """An action with its score in words; a dash for what nobody has judged."""
    found = weighed.priority
    if found is None:
        return PriorityFace(weighed, "–", "", _("nobody has judged it yet"))
    impact, urgency, effort = (format_number(part, 1) for part in (found.impact, found.urgency, found.effort))
    parts = f"{impact} × {urgency} ÷ {effort}"
    judges = ngettext("judged by %(n)s post", "judged by %(n)s posts", found.judges) % {
        "n": local_digits(found.judges)
    }
    if found.disagrees:
        judges = f"{judges} · {_('they do not agree')}"
    return PriorityFace(weighed, format_number(found.score, 1), parts, judges)


def table_rows(weighed: Iterable[Weighed]) -> list[dict[str, object]]:
    """The same as a file has it."""
    return [
        {
            "code": one.action.printed_code,
            "action": text(one.action.names),
            "impact": one.priority.impact if one.priority else None,
            "urgency": one.priority.urgency if one.priority else None,
            "effort": one.priority.effort if one.priority else None,
            "score": round(one.priority.score, 2) if one.priority else None,
            "judges": one.priority.judges if one.priority else 0,
            "disagrees": bool(one.priority and one.priority.disagrees),
        }
        for one in weighed
    ]
