"""Makes budgets, takes ballots, counts them."""

from meydan.domains.participation.operations.budgets import (
    add_project,
    change,
    extend,
    hand_out_codes,
    make_budget,
    publish,
    remove_sample_budgets,
)
from meydan.domains.participation.operations.counting import count
from meydan.domains.participation.operations.paper import enter_paper, hand_out_paper
from meydan.domains.participation.operations.voting import allowed, authorise, cast, vote

__all__ = [
    "add_project",
    "allowed",
    "authorise",
    "cast",
    "change",
    "count",
    "enter_paper",
    "extend",
    "hand_out_codes",
    "hand_out_paper",
    "make_budget",
    "publish",
    "remove_sample_budgets",
    "vote",
]
