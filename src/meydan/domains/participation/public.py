"""The door of the participation room."""

from meydan.domains.participation.models import Budget
from meydan.domains.participation.operations import (
    add_project,
    count,
    hand_out_codes,
    make_budget,
    publish,
    vote,
)

__all__ = ["Budget", "add_project", "count", "hand_out_codes", "make_budget", "publish", "vote"]
