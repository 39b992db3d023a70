"""The city's maturity as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from meydan.base.locale.public import format_number, text
from meydan.base.people.public import OrgUnit, Post
from meydan.kernel.strategy.engine.maturity import differences
from meydan.kernel.strategy.models import MaturityAnswer, MaturitySnapshot
from meydan.kernel.strategy.queries.maturity import Checklist, Component, Criterion, told_in
from meydan.kernel.strategy.wording import figure

STATES: dict[str, tuple[str, str | Promise]] = {
    "met": ("good", pgettext_lazy("a criterion", "Met")),
    "partly": ("watch", pgettext_lazy("a criterion", "Met in part")),
    "unmet": ("bad", pgettext_lazy("a criterion", "Not met")),
    "unknown": ("stale", gettext_lazy("Nobody knows yet")),
    "": ("stale", gettext_lazy("Was not asked")),
}


@dataclass(frozen=True)
class CriterionFace:
    """
    A criterion in one row.

    :param figure, rows: of one that is read from live use
    :param signed: the names of the post or unit that answered
    """

    criterion: Criterion
    state: str
    word: str | Promise
    level: str
    figure: str | SafeString
    href: str
    remark: str
    signed: dict[str, str]


@dataclass(frozen=True)
class ComponentFace:
    """A component with the word of its level and its criteria."""

    component: Component
    level: str
    name: str
    met: str
    every: str
    criteria: list[CriterionFace]

    @property
    def share(self) -> float:
        """Met criteria of all, 0 to 100."""
        return 100 * self.component.met / len(self.criteria) if self.criteria else 0.0


def component_faces(held: Checklist) -> list[ComponentFace]:
    """Every component; two queries for the names of those who signed."""
    signed = signatures(one.answer for one in held.criteria if one.answer)
    return [
        ComponentFace(
            one,
            format_number(one.level),
            level_name(held, one.level),
            format_number(one.met),
            format_number(len(one.criteria)),
            [_criterion(held, criterion, signed) for criterion in one.criteria],
        )
        for one in held.components
    ]


def level_name(held: Checklist, level: int) -> str:
    """A level in words; level 0 has not begun."""
    return text(held.level_names.get(level)) or _("Not reached yet")


def _criterion(held: Checklist, one: Criterion, signed: Mapping[str, dict[str, str]]) -> CriterionFace:
    state, word = STATES[one.state]
    return CriterionFace(
        one,
        state,
        word,
        format_number(one.level) if held.level_names else "",
        _figure(one),
        reverse("strategy:indicator", args=[one.indicator]) if one.standing else "",
        _remark(one),
        signed.get(one.answer.post_code) or signed.get(one.answer.unit_code) or {} if one.answer else {},
    )


def _figure(one: Criterion) -> str | SafeString:
    if one.standing is None or one.standing.value is None:
        return ""
    return figure(one.standing.indicator, one.standing.value.value)


def _remark(one: Criterion) -> str:
    if one.lacks_evidence:
        return _("Yes was said without evidence, so it counts in part.")
    if one.is_old:
        return _("It was answered more than a year ago, so yes counts in part.")
    if one.indicator and one.state == "unknown":
        return _("The figure is missing or old, so nothing is said.")
    return ""


def signatures(answers: Iterable[MaturityAnswer]) -> dict[str, dict[str, str]]:
    """The names of posts and units that signed, by code; two queries."""
    rows = list(answers)
    codes = {row.post_code for row in rows} | {row.unit_code for row in rows}
    units = {one.code: one.names for one in OrgUnit.objects.filter(code__in=codes)}
    return units | {one.code: one.names for one in Post.objects.filter(code__in=codes)}


def answer_rows(answers: Sequence[MaturityAnswer]) -> list[dict[str, Any]]:
    """What was answered before, each with who signed."""
    signed = signatures(answers)
    return [
        {"row": one, "signed": signed.get(one.post_code) or signed.get(one.unit_code) or {}}
        for one in answers
    ]


@dataclass(frozen=True)
class ChangeRow:
    """Something that stands otherwise than before, in words."""

    name: str
    before: str | Promise
    before_state: str
    after: str | Promise
    after_state: str


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[list[ChangeRow], list[ChangeRow]]:
    """Between two documents: components whose level moved, and criteria that stand otherwise."""
    names = {**before["component_names"], **after["component_names"]}
    levels = [
        ChangeRow(
            text(names[one.code]),
            one.before or "—",
            "plain",
            one.after or "—",
            "good" if one.after > one.before else "bad",
        )
        for one in differences(_written(before["levels"]), _written(after["levels"]))
    ]
    words = {row["code"]: row["names"] for document in (before, after) for row in document["criteria"]}
    criteria = [
        ChangeRow(
            text(words[one.code]),
            STATES[one.before][1],
            STATES[one.before][0],
            STATES[one.after][1],
            STATES[one.after][0],
        )
        for one in differences(before["states"], after["states"])
    ]
    return levels, criteria


def _written(levels: Mapping[str, int]) -> dict[str, str]:
    return {code: format_number(level) for code, level in levels.items()}


def document_of(held: Checklist) -> dict[str, Any]:
    """A checklist as it stands now, in the shape in which a year is frozen."""
    return {
        "levels": {one.code: one.level for one in held.components},
        "component_names": {one.code: one.names for one in held.components},
        "states": {one.code: one.state for one in held.criteria},
        "criteria": [{"code": one.code, "names": one.names} for one in held.criteria],
    }


def frozen_rows(snapshot: MaturitySnapshot, held: Checklist | None) -> list[dict[str, Any]]:
    """A frozen year, component by component; levels in the words of today where they still have some."""
    told = told_in(snapshot)
    return [
        {
            "names": names,
            "level": format_number(told["levels"][code]),
            "name": level_name(held, told["levels"][code]) if held and held.level_names else "",
            "criteria": [
                {"names": row["names"], "state": STATES[row["state"]][0], "word": STATES[row["state"]][1],
                 "evidence": row["evidence"]}
                for row in told["criteria"]
                if row["component"] == code
            ],
        }
        for code, names in told["component_names"].items()
    ]  # fmt: skip
