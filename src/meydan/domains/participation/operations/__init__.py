"""Makes budgets, takes ballots, counts them."""

from meydan.domains.participation.operations.budgets import (
    add_project,
    change,
    extend,
    hand_out_codes,
    make_budget,
    publish,
)
from meydan.domains.participation.operations.counting import count
from meydan.domains.participation.operations.paper import enter_paper, hand_out_paper
from meydan.domains.participation.operations.voting import authorise, cast, normal_code, vote

__all__ = [
    "add_project",
    "authorise",
    "cast",
    "change",
    "count",
    "enter_paper",
    "extend",
    "hand_out_codes",
    "hand_out_paper",
    "make_budget",
    "normal_code",
    "publish",
    "vote",
]
