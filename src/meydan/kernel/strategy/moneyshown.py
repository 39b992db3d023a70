"""Contracts, agreements and budgets as their pages and files show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.kernel.strategy.engine.contracts import ContractFault
from meydan.kernel.strategy.models import Agreement, Contract
from meydan.kernel.strategy.queries.money import ActionBudget

FAULTS: dict[str, str | Promise] = {
    "head_missing": gettext_lazy("No row names number, subject and contractor. Write these three headings."),
    "cell_missing": gettext_lazy("The cell is empty. Fill it, or delete the row."),
    "number_twice": gettext_lazy(
        "Another row has this number. Give each contract its own; the first one comes in."
    ),
    "amount_unreadable": gettext_lazy("This is no amount of the city's money. Write a figure."),
    "amount_negative": gettext_lazy("The amount is below zero. Write it without a minus."),
    "date_unreadable": gettext_lazy("This is no date, or there is no such day. It comes in without it."),
    "date_order": gettext_lazy("It ends before it begins. It comes in without its end."),
    "action_unknown": gettext_lazy("No promise has this code. It comes in without it."),
    "notice_no_address": gettext_lazy("This is no address of a page (https://…). It comes in without it."),
}
COLUMNS: dict[str, str | Promise] = {
    "number": pgettext_lazy("decision", "Number"),
    "subject": gettext_lazy("Subject"),
    "contractor": gettext_lazy("Contractor"),
    "amount": gettext_lazy("Amount"),
    "signed_on": gettext_lazy("Signed"),
    "starts_on": gettext_lazy("Begins"),
    "ends_on": gettext_lazy("Ends"),
    "action": gettext_lazy("Promise"),
    "notice": gettext_lazy("Tender notice"),
}
STANDINGS: dict[str, tuple[str, str | Promise]] = {
    "open": ("plain", gettext_lazy("Without an end")),
    "running": ("good", pgettext_lazy("agreement", "In force")),
    "ending": ("watch", gettext_lazy("To be renewed within 90 days")),
    "over": ("stale", pgettext_lazy("agreement", "Over")),
}
BUDGET_FAULTS: dict[str, str | Promise] = {
    "planned": gettext_lazy("The years together are not what was set aside."),
    "spent": gettext_lazy("The years together are not what was spent."),
    "over": gettext_lazy("In a year more was spent than allocated."),
}


def fault_lines(faults: Iterable[ContractFault]) -> list[dict[str, Any]]:
    """Each fault with its row, its column, what is wrong and what to do."""
    return [
        {
            "row": one.row,
            "column": COLUMNS.get(one.column, ""),
            "text": one.text,
            "words": FAULTS[one.kind],
            "leaves_out": one.leaves_out,
        }
        for one in faults
    ]


CONTRACT_HEAD = [
    "number", "subject", "contractor", "amount", "amended", "total", "currency", "signed_on", "starts_on", "ends_on",
    "last_day", "action", "notice", "status", "amendments", "address",
]  # fmt: skip


def contract_records(rows: Sequence[Contract], site: str) -> Iterator[dict[str, Any]]:
    """Contracts as their files hold them; the file can be brought in again."""
    currency = current().money.code
    for one in rows:
        total = one.total
        yield dict(
            zip(
                CONTRACT_HEAD,
                [
                    one.number, text(one.names), one.contractor, None if one.amount is None else float(one.amount),
                    None if total is None or one.amount is None else float(total - one.amount),
                    None if total is None else float(total), currency, _iso(one.signed_on), _iso(one.starts_on),
                    _iso(one.ends_on), _iso(one.last_day), one.action.code if one.action else "", one.notice_href,
                    one.status, len(one.amendments.all()),
                    f"{site}{reverse('strategy:contract', args=[one.code])}",
                ],
                strict=True,
            )
        )  # fmt: skip


AGREEMENT_HEAD = ["partner", "subject", "signed_on", "expires_on", "standing", "action"]


def agreement_records(rows: Sequence[Agreement], today: Any) -> Iterator[dict[str, Any]]:
    """Agreements as their files hold them."""
    for one in rows:
        cells = [one.partner, text(one.names), _iso(one.signed_on), _iso(one.expires_on), one.standing(today),
                 one.action.code if one.action else ""]  # fmt: skip
        yield dict(zip(AGREEMENT_HEAD, cells, strict=True))


BUDGET_HEAD = ["action_code", "action", "year", "planned", "allocated", "spent", "currency", "faults"]


def budget_records(rows: Sequence[ActionBudget]) -> Iterator[dict[str, Any]]:
    """A row a year and action."""
    currency = current().money.code
    for budget in rows:
        for line in budget.lines:
            cells = [budget.action.printed_code, text(budget.action.names), line.year, float(line.planned),
                     float(line.allocated), float(line.spent), currency, ", ".join(budget.faults)]  # fmt: skip
            yield dict(zip(BUDGET_HEAD, cells, strict=True))


def budget_words(faults: Sequence[str]) -> list[str]:
    """What does not add up, in words."""
    return [str(BUDGET_FAULTS[one]) for one in faults]


def standing_words(agreement: Agreement, today: Any) -> tuple[str, str]:
    """The chip and the word of an agreement."""
    chip, word = STANDINGS[agreement.standing(today)]
    return chip, str(word)


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""
