"""What a frozen report says, as tables in the reader's language: the same for its page and for its PDF."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from meydan.base.locale.public import (
    format_day,
    format_money,
    format_number,
    format_percent,
    local_digits,
    text,
)
from meydan.base.packs.public import current
from meydan.kernel.strategy.models import ExpectedEffect, Indicator
from meydan.kernel.strategy.wording import ACTION_STATES, figure

Document = Mapping[str, Any]


@dataclass(frozen=True)
class ReportTable:
    """
    One table of a report.

    :param widths: shares of the line, one a column
    :param files: of each row, the file of rows behind it; empty where there is none
    """

    title: str
    head: list[str]
    widths: list[int]
    rows: list[list[str]]
    files: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, str]], str]]:
        """Each row as its first cell, the others with their headings, and its file."""
        files = self.files or [""] * len(self.rows)
        return [
            (row[0], list(zip(self.head[1:], row[1:], strict=True)), file)
            for row, file in zip(self.rows, files, strict=True)
        ]


def report_tables(document: Document) -> list[ReportTable]:
    """The tables of a report in the language of the moment; those without rows are left out."""
    found = [_totals(document), *_goals(document), _late(document), _figures(document), _decisions(document)]
    return [one for one in found if one.rows]


def paper_body(document: Document, language: str) -> str:
    """The tables as the JSON that the PDF's template reads."""
    with override(language):
        told = [
            {"title": one.title, "head": one.head, "widths": one.widths, "rows": one.rows}
            for one in report_tables(document)
        ]
    return json.dumps(told, ensure_ascii=False)


def _totals(document: Document) -> ReportTable:
    totals = document["totals"]
    rows = [[_("Promises"), format_number(totals["actions"])]]
    rows += [
        [str(ACTION_STATES[state][1]), format_number(count)]
        for state, count in totals["states"].items()
        if state in ACTION_STATES
    ]
    rows.append([_("No owner"), format_number(totals["without_owner"])])
    rows += [[_("Money set aside"), _money(totals["budget"])], [_("Spent"), _money(totals["spent"])]]
    return ReportTable(_("At a glance"), [_("What"), _("How much")], [3, 2], rows)


def _goals(document: Document) -> Iterator[ReportTable]:
    head = [_("Promise"), _("Unit"), _("State"), _("Work"), _("Money")]
    by_goal: dict[str, tuple[str, list[list[str]]]] = {}
    for action in document["actions"]:
        goal = action["goal"]
        by_goal.setdefault(goal["code"], (text(goal["names"]), []))[1].append(_action(action))
    for title, rows in by_goal.values():
        yield ReportTable(title, head, [5, 4, 3, 2, 4], rows)


def _action(action: Mapping[str, Any]) -> list[str]:
    return [
        f"{action['code']} {text(action['names'])}",
        text(action["unit"]) if action["owner"] == "owned" else _("No owner"),
        _state(action),
        format_percent(action["progress_percent"]),
        _("%(spent)s of %(budget)s") % {"spent": _money(action["spent"]), "budget": _money(action["budget"])}
        if action["budget"] is not None
        else "—",
    ]


def _state(action: Mapping[str, Any]) -> str:
    late = int(action["days_late"])
    if late:
        return local_digits(ngettext("%(count)d day late", "%(count)d days late", late) % {"count": late})
    return str(ACTION_STATES[action["state"]][1])


def _late(document: Document) -> ReportTable:
    late = sorted(
        (one for one in document["actions"] if one["days_late"]),
        key=lambda one: (-one["days_late"], one["code"]),
    )
    unsaid = _("The unit has not said why yet.")
    rows = [
        [
            f"{one['code']} {text(one['names'])}",
            _state(one),
            text(one["explanation"]) if any(one["explanation"].values()) else unsaid,
        ]
        for one in late
    ]
    return ReportTable(
        _("What is late, and why"), [_("Promise"), _("State"), _("Why it is late")], [4, 2, 6], rows
    )


def _figures(document: Document) -> ReportTable:
    head = [_("Figure"), _("At the beginning"), _("At the end"), _("Target"), _("Records behind it")]
    rows, files = [], []
    for one in document["figures"]:
        unit = Indicator(unit=one["unit"], decimals=one["decimals"])
        kept = one["rows"]
        rows.append(
            [
                text(one["names"]),
                _plain(unit, one["value_at_start"]),
                _plain(unit, one["value"]),
                _plain(unit, one["target"]),
                format_number(kept["count"]) if kept else _("typed in, or not given away"),
            ]
        )
        files.append(one["code"] if kept else "")
    return ReportTable(_("Figures"), head, [6, 2, 2, 2, 3], rows, files)


def _plain(unit: Indicator, value: float | None) -> str:
    """A figure without the marks of a page."""
    return strip_tags(str(figure(unit, value)))


def _decisions(document: Document) -> ReportTable:
    rows = []
    for one in document["decisions"]:
        outcomes = [
            str(ExpectedEffect.Outcome(effect["outcome"]).label)
            if effect["outcome"]
            else _("Not looked at yet")
            for effect in one["effects"]
        ]
        body = f"{text(one['body'])}, {local_digits(one['number'])}"
        rows.append([text(one["names"]), body, _day(one["decided_on"]), ", ".join(outcomes) or "—"])
    head = [_("Decision"), _("Body"), _("Day"), _("What came of it")]
    return ReportTable(_("Decisions"), head, [5, 4, 3, 3], rows)


def _day(told: str) -> str:
    return format_day(date.fromisoformat(told), "short")


def _money(amount: str | None) -> str:
    return "—" if amount is None else format_money(Decimal(amount), current().money)
