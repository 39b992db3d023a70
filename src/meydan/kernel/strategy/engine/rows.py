"""One row of a plan's table as an action or a step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from meydan.kernel.strategy.engine.cells import (
    CellUnreadable,
    Span,
    amount,
    codes,
    is_nothing,
    listed,
    span,
    split_code,
)
from meydan.kernel.strategy.engine.document import ActionRow, Place, StepRow, Words
from meydan.kernel.strategy.engine.faults import Fault

TRUE = frozenset({"1", "x", "evet", "yes", "true", "بله", "بلی"})


@dataclass(frozen=True)
class Row:
    """The cells of a row by field, with where it stands and how its headings read."""

    source: Place
    cells: dict[str, str]
    words: dict[str, Words]
    merged: frozenset[str]
    headings: dict[str, str]
    language: str
    currency: str

    def has(self, name: str) -> bool:
        """Whether a field says something in this row."""
        return not is_nothing(self.cells.get(name, ""))

    def get(self, name: str) -> str:
        """The text of a field; empty where it says nothing."""
        return self.cells[name] if self.has(name) else ""

    def named(self, name: str) -> tuple[str, Words]:
        """Code and names of a goal, a target, an action or a step; the code may stand before the name."""
        words = {lang: text for lang, text in self.words[name].items() if not is_nothing(text)}
        code = " ".join(codes(self.get(f"{name}_code")))
        if f"{name}_code" not in self.headings:
            split = {lang: split_code(text) for lang, text in words.items()}
            code = next((one for one, _name in split.values() if one), "")
            words = {lang: text for lang, (_code, text) in split.items()}
        return code[:40], {lang: " ".join(text.split()) for lang, text in words.items()}


def action_of(row: Row, calendars: set[str]) -> tuple[ActionRow, list[Fault]]:
    """The action of a row and what is wrong with it; its dates are its steps' own where it names a step."""
    code, names = row.named("action")
    faults: list[Fault] = []
    if not (row.has("owner") or row.has("unit")):
        faults.append(Fault("owner_missing", row.source, "owner"))
    action = ActionRow(
        code=code,
        names=names,
        about=row.words["about"],
        owner=row.get("owner")[:200],
        unit=row.get("unit"),
        post=row.get("post"),
        partners=listed(row.get("partners")),
        output="" if row.has("step") else row.get("output"),
        risk=row.get("risk"),
        location=row.get("location")[:200],
        needs=codes(row.get("needs")),
        national=row.get("national")[:120],
        sdg=codes(row.get("sdg")),
        indicators=codes(row.get("indicators")),
        measure=row.get("measure"),
        dropped=row.get("dropped").lower() in TRUE,
        source=_printed_at(row),
    )
    if not row.has("step"):
        action.starts_on, action.ends_on = _dates(row, calendars, faults)
    _price(action, row, faults)
    return action, faults


def add_step(action: ActionRow, row: Row, calendars: set[str], *, opens: bool = False) -> list[Fault]:
    """
    Put a row's step under its action; a step whose dates cannot be is left out.

    :param opens: the row is the action's own first one, so its amount is counted already
    """
    faults: list[Fault] = []
    code, names = row.named("step")
    step = StepRow(
        code or str(len(action.steps) + 1), names, output=row.get("output"), source=_printed_at(row)
    )
    step.starts_on, step.ends_on = _dates(row, calendars, faults)
    if any(one.code == step.code for one in action.steps):
        faults.append(Fault("step_code_twice", row.source, "step_code", step.code, True))
    if not any(fault.leaves_out for fault in faults):
        action.steps.append(step)
    if not opens:
        _price(action, row, faults)
    return faults


def _printed_at(row: Row) -> Place:
    """Where the row stands in this file, or where an export says that it stood in the printed plan."""
    parts = row.get("source").split("|")
    if len(parts) == 3 and parts[2].isdecimal():
        return Place(parts[0][:10], parts[1][:80], int(parts[2][:9]))
    return row.source


def _price(action: ActionRow, row: Row, faults: list[Fault]) -> None:
    """Add a row's amount; of a cell that spans several rows, only the first row holds it."""
    if "budget" in row.merged:
        faults.append(Fault("amount_shared", row.source, "budget", row.get("budget")))
        return
    try:
        more = amount(
            row.get("budget"),
            heading=row.headings.get("budget", ""),
            language=row.language,
            currency=row.currency,
        )
    except CellUnreadable as fault:
        faults.append(Fault(fault.kind, row.source, "budget", row.get("budget")))
        return
    if more is not None:
        action.budget = more + (action.budget or 0)


def _dates(row: Row, calendars: set[str], faults: list[Fault]) -> tuple[date | None, date | None]:
    spans: dict[str, Span] = {}
    for name in ("period", "starts_on", "ends_on"):
        try:
            if row.has(name):
                spans[name] = span(row.cells[name])
                calendars |= spans[name].calendars
        except (CellUnreadable, ValueError, OverflowError) as fault:
            kind = fault.kind if isinstance(fault, CellUnreadable) else "date_unreadable"
            faults.append(Fault(kind, row.source, name, row.cells[name], True))
    begins = spans.get("starts_on") or spans.get("period")
    ends = spans.get("ends_on") or spans.get("period") or spans.get("starts_on")
    starts_on, ends_on = begins.first if begins else None, ends.last if ends else None
    if "starts_on" in spans and "ends_on" not in spans and "period" not in spans:
        single = spans["starts_on"].first == spans["starts_on"].last
        ends_on = None if single else ends_on
    if starts_on and ends_on and ends_on < starts_on:
        faults.append(Fault("date_order", row.source, "ends_on", f"{starts_on} – {ends_on}", True))
    if not spans and not row.has("step") and not any(fault.leaves_out for fault in faults):
        faults.append(Fault("date_missing", row.source, "ends_on"))
    return starts_on, ends_on
