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
from meydan.domains.participation.operations.consultations import (
    add_plan_sections,
    add_section,
    begin_consultation,
    close_consultation,
    enclose,
    enclosure_path,
    last_moment_of,
    open_hearing,
    publish_consultation,
    remove_sample_consultations,
)
from meydan.domains.participation.operations.counting import count
from meydan.domains.participation.operations.opinions import (
    Where,
    answer_opinions,
    author_of,
    forget_author,
    hold_opinion,
    say,
    show_opinion,
    sweep_authors,
    words_of,
)
from meydan.domains.participation.operations.paper import enter_paper, hand_out_paper
from meydan.domains.participation.operations.voting import allowed, authorise, cast, vote

__all__ = [
    "Where",
    "add_plan_sections",
    "add_project",
    "add_section",
    "allowed",
    "answer_opinions",
    "author_of",
    "authorise",
    "begin_consultation",
    "cast",
    "change",
    "close_consultation",
    "count",
    "enclose",
    "enclosure_path",
    "enter_paper",
    "extend",
    "forget_author",
    "hand_out_codes",
    "hand_out_paper",
    "hold_opinion",
    "last_moment_of",
    "make_budget",
    "open_hearing",
    "publish",
    "publish_consultation",
    "remove_sample_budgets",
    "remove_sample_consultations",
    "say",
    "show_opinion",
    "sweep_authors",
    "vote",
    "words_of",
]
