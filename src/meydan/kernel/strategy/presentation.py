"""The plan as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meydan.base.locale.public import format_age, format_day, format_number, local_digits, text
from meydan.base.people.public import OrgUnit, Post
from meydan.kernel.cases.public import services
from meydan.kernel.places.public import layers
from meydan.kernel.strategy.drawing import spark
from meydan.kernel.strategy.models import Action, Failure, Goal, Indicator, TypedValue
from meydan.kernel.strategy.queries import ActionStanding, Overview, Standing
from meydan.kernel.strategy.registry import QueryUnknown, query_named
from meydan.kernel.strategy.wording import (
    ACTION_STATES,
    INDICATOR_STATES,
    action_word,
    aim_words,
    figure,
    target_words,
)

SHOWN_STATES = ("bad", "watch", "good", "stale", "done", "planned", "dropped")


@dataclass(frozen=True)
class IndicatorFace:
    """An indicator in one line: its run, its value, its age and its target."""

    standing: Standing
    spark: SafeString
    figure: str | SafeString
    age: str
    target: str | SafeString
    aim: str | SafeString
    state: str
    word: str | Promise

    @property
    def indicator(self) -> Indicator:
        """The indicator itself."""
        return self.standing.indicator


@dataclass(frozen=True)
class ActionFace:
    """An action in one row."""

    standing: ActionStanding
    state: str
    word: str
    bar: str
    href: str
    until: str
    indicators: list[IndicatorFace]
    explanation: str

    @property
    def action(self) -> Action:
        """The action itself."""
        return self.standing.action


@dataclass(frozen=True)
class PlanFilter:
    """What a visitor asked to see; an unknown word asks for nothing."""

    theme: str = ""
    unit: str = ""
    state: str = ""

    @classmethod
    def asked(cls, wanted: Any, overview: Overview) -> PlanFilter:
        """Read the query string against what the plan holds."""
        themes = {goal.goal.theme for goal in overview.goals}
        units = {standing.action.unit.code for standing in overview.actions if standing.action.unit}
        theme, unit, state = (wanted.get(key, "") for key in ("theme", "unit", "state"))
        return cls(
            theme if theme in themes else "",
            unit if unit in units else "",
            state if state in SHOWN_STATES else "",
        )

    def passes(self, goal: Goal, standing: ActionStanding) -> bool:
        """Whether an action is to be shown."""
        return (
            self.theme in ("", goal.theme)
            and self.unit in ("", standing.action.unit.code if standing.action.unit else None)
            and self.state in ("", standing.state)
        )

    @property
    def is_empty(self) -> bool:
        """Whether everything is shown."""
        return not (self.theme or self.unit or self.state)


def indicator_face(standing: Standing, now: datetime) -> IndicatorFace:
    """An indicator as one line."""
    value, indicator = standing.value, standing.indicator
    state, word = INDICATOR_STATES[standing.state]
    return IndicatorFace(
        standing=standing,
        spark=spark(standing),
        figure=figure(indicator, value.value if value else None),
        age=_age(standing, now),
        target=target_words(indicator, standing.target, standing.target_year),
        aim=aim_words(indicator, standing.target),
        state=state,
        word=word,
    )


def _age(standing: Standing, now: datetime) -> str:
    if standing.value is None:
        return ""
    if standing.indicator.is_computed:
        return format_age(standing.value.computed_at, now)
    return format_day(standing.value.on)


def action_face(
    standing: ActionStanding, now: datetime, *, most: int = 2, held: dict[int, IndicatorFace] | None = None
) -> ActionFace:
    """
    An action as one row, with its first indicators.

    :param held: faces of indicators already made for this page, by primary key; several actions move the same one
    """
    action, faces = standing.action, {} if held is None else held
    for one in standing.indicators[:most]:
        if one.indicator.pk not in faces:
            faces[one.indicator.pk] = indicator_face(one, now)
    return ActionFace(
        standing=standing,
        state=ACTION_STATES[standing.state][0],
        word=action_word(standing),
        bar=standing.state if standing.state in ("bad", "stale") else "",
        href=reverse("strategy:action", args=[action.code]),
        until=format_day(action.ends_on, "long"),
        indicators=[faces[one.indicator.pk] for one in standing.indicators[:most]],
        explanation=text(action.explanation) if any(action.explanation.values()) else "",
    )


def goal_rows(overview: Overview, wanted: PlanFilter, now: datetime) -> list[tuple[Goal, list[ActionFace]]]:
    """The goals that have something to show, each with its rows."""
    held: dict[int, IndicatorFace] = {}
    rows = [
        (one.goal, [action_face(a, now, held=held) for a in one.actions if wanted.passes(one.goal, a)])
        for one in overview.goals
    ]
    return [(goal, faces) for goal, faces in rows if faces]


def state_tabs(overview: Overview, wanted: PlanFilter) -> list[dict[str, Any]]:
    """The states as tabs with their counts; the other filters stay as they are."""
    kept = [f"{key}={value}" for key in ("theme", "unit") if (value := getattr(wanted, key))]

    def tab(state: str, label: str | Promise, count: int) -> dict[str, Any]:
        query = "&".join([*kept, *([f"state={state}"] if state else [])])
        return {
            "href": f"?{query}#actions",
            "label": label,
            "count": format_number(count),
            "active": wanted.state == state,
        }

    held = [
        tab(state, ACTION_STATES[state][1], overview.counts.get(state, 0))
        for state in SHOWN_STATES
        if overview.counts.get(state)
    ]
    return [tab("", _("All"), overview.counts.get("all", 0)), *held]


def theme_choices(overview: Overview) -> list[tuple[str, str]]:
    """Themes of the plan by the name of their goal."""
    return [(one.goal.theme, text(one.goal.names)) for one in overview.goals]


def unit_choices(overview: Overview) -> list[OrgUnit]:
    """The units that have promised something."""
    units = {one.action.unit.pk: one.action.unit for one in overview.actions if one.action.unit}
    return list(units.values())


def has_records(indicator: Indicator) -> bool:
    """Whether the cases behind a figure can be listed."""
    try:
        return bool(indicator.query) and query_named(indicator.query).behind is not None
    except QueryUnknown:
        return False


def formula_of(indicator: Indicator) -> str | Promise:
    """The sentence that says how the figure is made; empty when people type it in."""
    try:
        return query_named(indicator.query).formula if indicator.is_computed else ""
    except QueryUnknown:
        return ""


def needs_of(indicator: Indicator) -> str | Promise:
    """What must be there before the figure can be counted; empty when it was counted or nothing is said."""
    if indicator.failure != Failure.NOTHING:
        return ""
    try:
        return query_named(indicator.query).needs
    except QueryUnknown:
        return ""


def targets_by_month(indicator: Indicator) -> list[tuple[str, str | SafeString]]:
    """Each target with the month by whose end it is meant, in the reader's calendar."""
    years = sorted((int(year), float(value)) for year, value in indicator.targets.items())
    return [(format_day(date(year, 12, 31), "month"), figure(indicator, value)) for year, value in years]


def narrowed(indicator: Indicator) -> list[str]:
    """What the parameters keep of the records, one phrase each, so that anybody can count again."""
    params, found = indicator.params, []
    if named := params.get("services"):
        rows = services(public_only=False).filter(code__in=named)
        found.append(_("Services: %(names)s") % {"names": " · ".join(text(row.names) for row in rows)})
    if params.get("with_evidence"):
        found.append(_("Only those closed with a photo or a paper"))
    if codes := [params[key] for key in ("of", "to", "layer") if key in params] or params.get("layers"):
        held = {one.code: one for one in layers(public_only=False)}
        found.append(
            _("Layers: %(names)s") % {"names": " · ".join(held[c].name if c in held else c for c in codes)}
        )
    if metres := params.get("metres"):
        found.append(_("Within %(count)s metres") % {"count": format_number(metres)})
    if days := params.get("days"):
        words = ngettext("Within the last %(count)d day", "Within the last %(count)d days", days)
        found.append(local_digits(words % {"count": days}))
    return found


def typed_rows(indicator: Indicator, typed: Sequence[TypedValue]) -> list[dict[str, Any]]:
    """What was typed in, each with its figure and the post or unit that signed."""
    posts = {one.code: one.names for one in Post.objects.filter(code__in={row.post_code for row in typed})}
    units = {one.code: one.names for one in OrgUnit.objects.filter(code__in={row.unit_code for row in typed})}
    return [
        {
            "row": row,
            "figure": figure(indicator, row.value),
            "signed": posts.get(row.post_code) or units.get(row.unit_code) or {},
        }
        for row in typed
    ]


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the plan to this page."""
    return [
        {"label": _("Plan"), "href": reverse("strategy:plan")},
        *({"label": label, "href": href} for label, href in steps),
    ]


def indicator_faces(standings: Sequence[Standing], now: datetime) -> list[IndicatorFace]:
    """Indicators as lines."""
    return [indicator_face(one, now) for one in standings]
