"""The door of the participation room."""

from meydan.domains.participation.models import Budget, Consultation
from meydan.domains.participation.operations import (
    Where,
    add_plan_sections,
    add_project,
    add_section,
    answer_opinions,
    close_consultation,
    count,
    hand_out_codes,
    last_moment_of,
    make_budget,
    open_hearing,
    publish,
    publish_consultation,
    say,
    show_opinion,
    vote,
)
from meydan.domains.participation.registry import ObjectionDoor, register_objections

__all__ = [
    "Budget",
    "Consultation",
    "ObjectionDoor",
    "Where",
    "add_plan_sections",
    "add_project",
    "add_section",
    "answer_opinions",
    "close_consultation",
    "count",
    "hand_out_codes",
    "last_moment_of",
    "make_budget",
    "open_hearing",
    "publish",
    "publish_consultation",
    "register_objections",
    "say",
    "show_opinion",
    "vote",
]
