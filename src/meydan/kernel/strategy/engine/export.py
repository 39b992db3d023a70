"""A plan's table as rows of text that the reader takes back without loss."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from meydan.kernel.strategy.engine.columns import FIELDS, LANGUAGES, WORDED
from meydan.kernel.strategy.engine.document import ActionRow, Place, PlanTable, StepRow, Words

HEADINGS = tuple(
    heading
    for name in FIELDS
    if name != "period"
    for heading in ([f"{name}.{language}" for language in LANGUAGES] if name in WORDED else [name])
)


def export_rows(table: PlanTable) -> Iterator[list[str]]:
    """Yield a row for each goal and target without actions, each action and each step, in HEADINGS' order."""
    for goal in table.goals:
        above = {"goal_code": goal.code, "theme": goal.theme, **_words("goal", goal.names)}
        if not goal.targets:
            yield _row(above)
        for target in goal.targets:
            higher = {**above, "target_code": target.code, **_words("target", target.names)}
            if not target.actions:
                yield _row(higher)
            for action in target.actions:
                yield _row({**higher, **_action(action)})
                for step in action.steps:
                    yield _row({**higher, "action_code": action.code, **_step(step)})


def _row(cells: dict[str, str]) -> list[str]:
    return [cells.get(heading, "") for heading in HEADINGS]


def _words(name: str, words: Words) -> dict[str, str]:
    return {f"{name}.{language}": text for language, text in words.items()}


def _action(action: ActionRow) -> dict[str, str]:
    plain = {
        name: getattr(action, name)
        for name in ("owner", "unit", "post", "output", "risk", "location", "national", "measure")
    }
    return {
        **plain,
        "action_code": action.code,
        **_words("action", action.names),
        **_words("about", action.about),
        "partners": _list(action.partners),
        "starts_on": _day(action.starts_on),
        "ends_on": _day(action.ends_on),
        "budget": _amount(action.budget),
        "needs": ", ".join(action.needs),
        "sdg": ", ".join(action.sdg),
        "indicators": ", ".join(action.indicators),
        "dropped": "x" if action.dropped else "",
        "source": _place(action.source),
    }


def _step(step: StepRow) -> dict[str, str]:
    return {
        "step_code": step.code,
        **_words("step", step.names),
        "starts_on": _day(step.starts_on),
        "ends_on": _day(step.ends_on),
        "output": step.output,
        "source": _place(step.source),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _place(place: Place) -> str:
    return f"{place.kind}|{place.name}|{place.row}" if place.kind else ""


def _list(entries: list[str]) -> str:
    """Semicolons between the entries, and after a single one, so that its commas part nothing."""
    return "; ".join(entries) + (";" if len(entries) == 1 else "")
