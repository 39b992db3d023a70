"""What an import's page says: where a row stands, what is wrong with it, what to do; names of columns."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import local_digits

# Kind -> what is wrong, and what to do about it.
FAULTS: dict[str, tuple[str | Promise, str | Promise]] = {
    "action_without_name": (
        gettext_lazy("The row has no action's name."),
        gettext_lazy("Write the action in this row, or delete the row."),
    ),
    "amount_is_a_share": (
        gettext_lazy("A per cent stands where an amount should be."),
        gettext_lazy("Write the amount. The action comes in without money."),
    ),
    "amount_is_foreign": (
        gettext_lazy("The amount is in another country's money."),
        gettext_lazy("Write it in the city's own. The action comes in without money."),
    ),
    "amount_negative": (
        gettext_lazy("The amount is below zero."),
        gettext_lazy("Write the amount without a minus. The action comes in without money."),
    ),
    "amount_shared": (
        gettext_lazy("One amount stands for several rows."),
        gettext_lazy("It is counted once, with the first of them. Divide it if each has its own."),
    ),
    "amount_unreadable": (
        gettext_lazy("The amount cannot be read."),
        gettext_lazy("Write a figure with its currency. The action comes in without money."),
    ),
    "code_twice": (
        gettext_lazy("Another action has this code."),
        gettext_lazy("Give each action a code of its own; the first one comes in."),
    ),
    "date_missing": (
        gettext_lazy("The action has no dates."),
        gettext_lazy("It comes in with the dates of the whole plan. Write when it begins and ends."),
    ),
    "date_order": (
        gettext_lazy("It ends before it begins."),
        gettext_lazy("Correct one of the two dates."),
    ),
    "date_unreadable": (
        gettext_lazy("This is no date, or there is no such day."),
        gettext_lazy("Write day, month and a year of four digits, or the year alone."),
    ),
    "late_unexplained": (
        gettext_lazy("The action is late and nobody has said why."),
        gettext_lazy("The unit writes the reason first; then this row can come in."),
    ),
    "needs_circle": (
        gettext_lazy("These actions wait for each other."),
        gettext_lazy("Take one of them out of the circle. It comes in without this dependency."),
    ),
    "needs_unknown": (
        gettext_lazy("It depends on an action that is not in this table."),
        gettext_lazy("Check the code. The action comes in without this dependency."),
    ),
    "owner_missing": (
        gettext_lazy("Nobody is responsible for this action."),
        gettext_lazy("Name a unit. Until then everybody reads that it has no owner."),
    ),
    "owner_unknown": (
        gettext_lazy("No unit of this city has this name."),
        gettext_lazy("Write it as the list of units does. Until then it has no owner here."),
    ),
    "step_code_twice": (
        gettext_lazy("Another step of this action has this code."),
        gettext_lazy("Give each step a code of its own."),
    ),
    "step_of_a_left_out_action": (
        gettext_lazy("The step's action was left out."),
        gettext_lazy("Correct the action's row; its steps come in with it."),
    ),
    "table_without_actions": (
        gettext_lazy("No column of this table names actions."),
        gettext_lazy("If it belongs to the plan, give it headings such as those of the first table."),
    ),
    "total_line": (
        gettext_lazy("This row adds up other rows."),
        gettext_lazy("Nothing to do: it is left out."),
    ),
    "year_impossible": (
        gettext_lazy("No plan has this year."),
        gettext_lazy("Write a year such as 2026 or 1405."),
    ),
}

COLUMNS: dict[str, str | Promise] = {
    "goal_code": gettext_lazy("Goal: code"),
    "goal": gettext_lazy("Goal"),
    "theme": gettext_lazy("Theme"),
    "target_code": gettext_lazy("Target: code"),
    "target": gettext_lazy("Target"),
    "action_code": gettext_lazy("Action: code"),
    "action": gettext_lazy("Action"),
    "about": gettext_lazy("What it is about"),
    "step_code": gettext_lazy("Step: code"),
    "step": gettext_lazy("Step"),
    "owner": gettext_lazy("Owner"),
    "unit": gettext_lazy("Unit: code"),
    "post": gettext_lazy("Post: code"),
    "partners": gettext_lazy("Partners"),
    "starts_on": gettext_lazy("Begins"),
    "ends_on": gettext_lazy("Ends"),
    "period": gettext_lazy("Years or dates in one cell"),
    "budget": gettext_lazy("Money set aside"),
    "output": gettext_lazy("What it leaves behind"),
    "risk": gettext_lazy("Risk"),
    "needs": gettext_lazy("Depends on"),
    "location": gettext_lazy("Where"),
    "measure": gettext_lazy("How it is measured"),
    "indicators": gettext_lazy("Indicators: codes"),
    "national": gettext_lazy("National action"),
    "sdg": gettext_lazy("UN goals"),
    "source": gettext_lazy("Page or row of the printed plan"),
    "dropped": gettext_lazy("Given up"),
}


def place_words(place: Mapping[str, object]) -> str:
    """Where a row stands in the file; empty for a row that came from none."""
    kind, name, row = place.get("kind"), place.get("name"), place.get("row")
    told = {"name": name, "row": row}
    words = {
        "page": _("page %(name)s, row %(row)s"),
        "sheet": _("sheet %(name)s, row %(row)s"),
        "table": _("table %(name)s, row %(row)s"),
        "file": _("row %(row)s"),
    }.get(str(kind), "")
    return local_digits(words % told) if words else ""
