"""Decisions as their pages, sheets and feeds show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from meydan.base.locale.public import format_day, text
from meydan.kernel.strategy.historyshown import Moment
from meydan.kernel.strategy.models import Decision, ExpectedEffect, FrozenFigure, Indicator
from meydan.kernel.strategy.wording import figure

Outcome = ExpectedEffect.Outcome
CHIPS: dict[str, str] = {
    Outcome.REACHED: "good",
    Outcome.PARTLY: "watch",
    Outcome.NONE: "plain",
    Outcome.OPPOSITE: "watch",
    Outcome.UNKNOWN: "stale",
}


@dataclass(frozen=True)
class EffectFace:
    """What was expected, in a sentence, and what became of it."""

    effect: ExpectedEffect
    expected: str | SafeString
    result: str | SafeString
    chip: str
    word: str


def frozen(row: FrozenFigure) -> str | SafeString:
    """A frozen figure with its unit."""
    return figure(Indicator(unit=row.unit, decimals=row.decimals), row.value)


def effect_face(effect: ExpectedEffect) -> EffectFace:
    """An effect in words."""
    held = effect.figure
    unit = Indicator(unit=held.unit, decimals=held.decimals)
    facts = {
        "name": text(held.names),
        "size": figure(unit, effect.size),
        "day": format_day(effect.check_on),
        "before": frozen(held),
    }
    rises = effect.direction == Indicator.Direction.UP
    expected = (
        _("%(name)s was to rise by %(size)s until %(day)s, from %(before)s.")
        if rises
        else _("%(name)s was to fall by %(size)s until %(day)s, from %(before)s.")
    )
    return EffectFace(
        effect, expected % facts, _result(effect, unit), CHIPS.get(effect.outcome, "plain"), _word(effect)
    )


def _word(effect: ExpectedEffect) -> str:
    return str(effect.get_outcome_display()) if effect.outcome else _("Not looked at yet")


def _result(effect: ExpectedEffect, unit: Indicator) -> str:
    if not effect.outcome:
        return _("It is looked at on %(day)s, or with the first figure after it.") % {
            "day": format_day(effect.check_on)
        }
    if effect.outcome == Outcome.UNKNOWN:
        return _("No figure stood on the day of the decision, so nothing can be compared.")
    facts = {
        "after": figure(unit, effect.after),
        "day": format_day(effect.after_on) if effect.after_on else "",
    }
    return {
        Outcome.REACHED: _("It stood at %(after)s on %(day)s: as much as was expected."),
        Outcome.PARTLY: _("It stood at %(after)s on %(day)s: some of what was expected."),
        Outcome.NONE: _("It stood at %(after)s on %(day)s: the decision had no visible effect on it."),
        Outcome.OPPOSITE: _("It stood at %(after)s on %(day)s: it went the other way."),
    }[effect.outcome] % facts  # type: ignore[index]


def title_of(decision: Decision) -> str:
    """Body, number and day in one line."""
    facts = {
        "body": text(decision.body_names),
        "number": decision.number,
        "day": format_day(decision.decided_on),
    }
    return _("%(body)s, number %(number)s, %(day)s") % facts


def as_moments(decisions: Iterable[Decision]) -> list[Moment]:
    """Decisions in the history of a promise."""
    zone = timezone.get_current_timezone()
    return [
        Moment(
            datetime.combine(one.decided_on, time(12), tzinfo=zone),
            f"{_('Decision')} · {title_of(one)}",
            text(one.names),
            is_sample=one.is_sample,
            href=reverse("strategy:decision", args=[one.code]),
        )
        for one in decisions
    ]


HEAD = [
    "code", "body", "number", "decided_on", "title", "actions", "indicator", "direction", "size", "unit",
    "before", "before_on", "check_on", "outcome", "after", "after_on", "address",
]  # fmt: skip


def records(decisions: Sequence[Decision], site: str) -> Iterator[dict[str, Any]]:
    """A row for each expected effect, and one for a decision without any."""
    for one in decisions:
        effects: list[ExpectedEffect | None] = list(one.effects.all()) or [None]
        for effect in effects:
            held = effect.figure if effect else None
            cells = [
                one.code, text(one.body_names), one.number, one.decided_on.isoformat(), text(one.names),
                ", ".join(action.printed_code for action in one.actions.all()),
                held.indicator_code if held else "", effect.direction if effect else "",
                effect.size if effect else None, held.unit if held else "", held.value if held else None,
                held.on.isoformat() if held and held.on else "",
                effect.check_on.isoformat() if effect else "", effect.outcome if effect else "",
                effect.after if effect else None,
                effect.after_on.isoformat() if effect and effect.after_on else "",
                f"{site}{reverse('strategy:decision', args=[one.code])}",
            ]  # fmt: skip
            yield dict(zip(HEAD, cells, strict=True))
