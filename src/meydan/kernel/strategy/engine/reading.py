"""The tables of a published plan become goals, targets, actions and steps; what cannot be read is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from meydan.base.locale.engine.folding import fold
from meydan.kernel.strategy.engine.cells import split_code
from meydan.kernel.strategy.engine.columns import WORDED, plain
from meydan.kernel.strategy.engine.document import ActionRow, GoalRow, PlanTable, TargetRow, Words
from meydan.kernel.strategy.engine.faults import Fault
from meydan.kernel.strategy.engine.finishing import finish
from meydan.kernel.strategy.engine.rows import Row, action_of, add_step
from meydan.kernel.strategy.engine.sheet import (
    Head,
    SourceRow,
    SourceTable,
    band,
    find_head,
    is_total,
    widest_head,
)

GOAL_BANDS = (
    "amac",
    "stratejik amac",
    "goal",
    "strategic goal",
    "priority",
    "pillar",
    "هدف کلان",
    "راهبرد",
    "محور",
)
TARGET_BANDS = ("hedef", "target", "objective", "هدف")


@dataclass
class Reading:
    """What a file holds: the plan, its faults, and how its columns were taken."""

    table: PlanTable = field(default_factory=PlanTable)
    faults: list[Fault] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    rows: int = 0
    empty_rows: int = 0
    calendars: set[str] = field(default_factory=set)


def read_plan(
    tables: Sequence[SourceTable], *, language: str, currency: str, chosen: Mapping[str, str] | None = None
) -> Reading:
    """
    Read every table whose headings name actions; a table without headings goes on where the last one ended.

    :param language: of names whose heading names none
    :param currency: ISO 4217, the unit in which amounts are kept
    :param chosen: what a person corrected: heading -> key of a column, empty to leave it
    """
    asked = {plain(heading): key for heading, key in (chosen or {}).items()}
    reader = _Reader(language, currency)
    head: Head | None = None
    for table in tables:
        own = find_head(table.rows, asked)
        if own is None and head is not None and _as_wide(table, head):
            reader.take(table, head, 0)
        elif own is not None:
            head = own
            reader.reading.heads.append(own)
            reader.take(table, own, own.after)
        elif table.rows:
            reader.reading.faults.append(Fault("table_without_actions", table.place(table.rows[0])))
    if not reader.reading.heads:
        reader.reading.heads = [widest_head(table.rows, asked) for table in tables[:1] if table.rows]
    finish(reader.reading.table, reader.reading.faults)
    return reader.reading


def _as_wide(table: SourceTable, head: Head) -> bool:
    return any(len(row.cells) == len(head.columns) for row in table.rows)


class _Reader:
    """Walks the rows and remembers the goal, the target and the action above."""

    def __init__(self, language: str, currency: str) -> None:
        self.language, self.currency = language, currency
        self.reading = Reading()
        self.goal: GoalRow | None = None
        self.target: TargetRow | None = None
        self.action: ActionRow | None = None
        self.left_out = False

    def take(self, table: SourceTable, head: Head, start: int) -> None:
        """Read the rows of a table below its headings."""
        for source in table.rows[start:]:
            if not any(cell.strip() for cell in source.cells):
                self.reading.empty_rows += 1
            elif tuple(fold(cell) for cell in source.cells) not in head.folded:
                self._row(self._cut(table, head, source), source)

    def _cut(self, table: SourceTable, head: Head, source: SourceRow) -> Row:
        cells: dict[str, str] = {}
        words: dict[str, Words] = {name: {} for name in WORDED}
        merged = set()
        for at, column in enumerate(head.columns):
            if column is None or at >= len(source.cells) or not source.cells[at].strip():
                continue
            cells.setdefault(column.field, source.cells[at].strip())
            if at in source.merged:
                merged.add(column.field)
            if column.field in WORDED:
                words[column.field][column.language or self.language] = source.cells[at].strip()
        headings = {c.field: h for c, h in zip(head.columns, head.headings, strict=True) if c}
        return Row(
            table.place(source), cells, words, frozenset(merged), headings, self.language, self.currency
        )

    def _row(self, row: Row, source: SourceRow) -> None:
        self.reading.rows += 1
        text = band(source.cells)
        if is_total(source.cells) and not row.has("action_code"):
            self._fault(row, "total_line", source, text=" ".join(source.cells).strip()[:200])
        elif text and not row.has("step") and self._take_band(text):
            return
        else:
            self._place(row)
            self._act(row, source)

    def _take_band(self, text: str) -> bool:
        """A row that only names a goal or a target; anything else of one cell is an unfinished row."""
        begins = fold(text)
        for words, take in ((GOAL_BANDS, self._take_goal), (TARGET_BANDS, self._take_target)):
            if any(begins.startswith(word) for word in words):
                code, name = split_code(text)
                take(code, {self.language: name})
                return True
        return False

    def _place(self, row: Row) -> None:
        if row.has("goal") or row.has("goal_code"):
            code, names = row.named("goal")
            self._take_goal(code, names)
        if row.has("target") or row.has("target_code"):
            code, names = row.named("target")
            self._take_target(code, names)

    def _take_goal(self, code: str, names: Words) -> None:
        same = self.goal is not None and _same(self.goal.code, self.goal.names, code, names)
        if not same:
            goals = self.reading.table.goals
            known = next((one for one in goals if _same(one.code, one.names, code, names)), None)
            self.goal = known or GoalRow(code, names)
            self.target = self.action = None
            if known is None:
                goals.append(self.goal)

    def _take_target(self, code: str, names: Words) -> None:
        goal = self._goal()
        if self.target is None or not _same(self.target.code, self.target.names, code, names):
            known = next((one for one in goal.targets if _same(one.code, one.names, code, names)), None)
            self.target = known or TargetRow(code, names)
            self.action = None
            if known is None:
                goal.targets.append(self.target)

    def _goal(self) -> GoalRow:
        if self.goal is None:
            self.goal = GoalRow()
            self.reading.table.goals.append(self.goal)
        return self.goal

    def _under(self) -> TargetRow:
        """The target that stands above; in a plan without targets one without a code."""
        goal = self._goal()
        if self.target is None:
            self.target = next((one for one in goal.targets if not one.code and not one.names), None)
        if self.target is None:
            self.target = TargetRow()
            goal.targets.append(self.target)
        return self.target

    def _act(self, row: Row, source: SourceRow) -> None:
        if row.has("theme"):
            self._goal().theme = row.cells["theme"][:60]
        code, names = row.named("action")
        goes_on = self.action is not None and (
            not (code or names) or _same(self.action.code, self.action.names, code, names)
        )
        if row.has("step") and (goes_on or (self.left_out and not (code or names))):
            if not self.left_out and self.action is not None:
                self._note(row, source, add_step(self.action, row, self.reading.calendars))
            else:
                self._fault(row, "step_of_a_left_out_action", source)
        elif not names:
            if set(row.cells) - {"goal", "goal_code", "target", "target_code", "theme"}:
                self._fault(row, "action_without_name", source)
        elif code and any(code == one.code for _g, _t, one in self.reading.table.actions()):
            self._fault(row, "code_twice", source, text=code, column="action_code")
            self.left_out = True
        else:
            self._new_action(row, source)

    def _new_action(self, row: Row, source: SourceRow) -> None:
        action, faults = action_of(row, self.reading.calendars)
        if row.has("step"):
            faults += add_step(action, row, self.reading.calendars, opens=True)
        self._note(row, source, faults)
        self.left_out = any(fault.leaves_out for fault in faults)
        if self.left_out:
            return
        self._under().actions.append(action)
        self.action = action

    def _note(self, row: Row, source: SourceRow, faults: list[Fault]) -> None:
        self.reading.faults += [
            Fault(one.kind, row.source, one.column, one.text, one.leaves_out, tuple(source.cells))
            for one in faults
        ]

    def _fault(self, row: Row, kind: str, source: SourceRow, text: str = "", column: str = "") -> None:
        self.reading.faults.append(Fault(kind, row.source, column, text, True, tuple(source.cells)))


def _same(code: str, names: Words, other_code: str, other: Words) -> bool:
    if code and other_code:
        return code == other_code
    return bool(names or other) is bool(other) and {fold(one) for one in names.values()} == {
        fold(one) for one in other.values()
    }
