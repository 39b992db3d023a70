"""The plan and the indicators as tables for spreadsheets, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from meydan.base.files.public import csv_bytes
from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.kernel.exchange import feeds

ACTION_COLUMNS = ("starts_on", "ends_on", "status", "progress_percent", "days_late", "budget", "spent")
INDICATOR_COLUMNS = ("standard", "unit", "value", "on", "row_count", "last_input_at", "state", "scope")


def plan(now: datetime) -> bytes:
    """Every action of the plan in force, a row each."""
    rows = (
        [
            goal["code"],
            text(goal["names"]),
            action["code"],
            text(action["names"]),
            text(action["unit_names"]),
            *(action[column] for column in ACTION_COLUMNS),
        ]
        for goal in feeds.plan(now)["goals"]
        for action in goal["actions"]
    )
    return _sheet(("goal", "goal_name", "action", "action_name", "unit", *ACTION_COLUMNS), rows)


def indicators(now: datetime) -> bytes:
    """Every indicator with its newest value, a row each."""
    rows = (
        [row["code"], text(row["names"]), *(row[column] for column in INDICATOR_COLUMNS)]
        for row in feeds.indicators(now)["indicators"]
    )
    return _sheet(("code", "name", *INDICATOR_COLUMNS), rows)


def _sheet(head: tuple[str, ...], rows: Iterable[list[Any]]) -> bytes:
    # Excel in a comma-decimal country splits at semicolons.
    return csv_bytes(head, rows, delimiter=";" if current().default_language == "tr" else ",")
