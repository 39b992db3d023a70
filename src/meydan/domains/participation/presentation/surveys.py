"""How a survey and its result are said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from meydan.base.locale.public import format_number, text
from meydan.base.ui.public import Bar, Chart, bars
from meydan.domains.participation.engine.tallies import margin_percent
from meydan.domains.participation.models import Consultation, Survey, SurveyResponse
from meydan.domains.participation.queries import surveys as queries
from meydan.domains.participation.queries.surveys import Tally


def face(held: Consultation, now: datetime) -> dict[str, Any]:
    """Who may answer, and once it is over, the result; before that nobody sees it, so that nobody follows it."""
    survey, is_over = held.survey, now > held.closes_at or held.closed_at is not None
    told: dict[str, Any] = {
        "who": who_words(survey),
        "is_over": is_over,
        "form": text(survey.version.document["names"]),
    }
    if is_over:
        came = queries.channels(survey)
        told |= {
            "sentences": [size_words(came), *honesty(survey, sum(came.values()))],
            "charts": [shown for one in queries.tallies(survey) if (shown := question(one))],
        }  # fmt: skip
    return told


def who_words(survey: Survey) -> str:
    """Say who may answer and how often."""
    words = {
        Survey.Who.OPEN: _("Anybody may answer, and nobody checks how often."),
        Survey.Who.PHONE: _("Each telephone answers once. Its number is not kept with the answer."),
        Survey.Who.CODE: _(
            "Each code that was handed out answers once. The code is not kept with the answer."
        ),
    }
    return words[Survey.Who(survey.who)]


def size_words(came: dict[str, int]) -> str:
    """Say how many answered, those on paper apart."""
    return _("%(all)s answers: %(web)s online, %(paper)s on paper.") % {
        "all": format_number(sum(came.values())), "web": format_number(came[SurveyResponse.Channel.WEB]),
        "paper": format_number(came[SurveyResponse.Channel.PAPER]),
    }  # fmt: skip


def honesty(survey: Survey, answered: int) -> list[str]:
    """Say what the figures can tell, and what they cannot."""
    if not survey.is_random:
        told = [
            _("This is no random sample: the figures say what those who answered think, not what the city thinks. "
              "No margin of error can be given.")
        ]  # fmt: skip
        return [who_words(survey), *told]
    margin = margin_percent(answered, survey.population)
    told = [who_words(survey), _("A random sample: %(how)s") % {"how": survey.drawn_how}]
    if margin is not None:
        told.append(
            _("A share may be off by %(points)s percentage points either way, if those who did not answer think alike.")
            % {"points": format_number(margin, 1)}
        )  # fmt: skip
    return told


def question(tally: Tally) -> Chart | None:
    """One question as bars with their table; a figure as its mean and median."""
    title = text(tally.names)
    if tally.answered is None:
        return Chart(title, _("Fewer than five people answered this; their answers are not shown."), "")
    sentence = _("%(many)s answered.") % {"many": format_number(tally.answered)}
    if tally.middle is not None:
        mean, median = (format_number(value, 1) for value in tally.middle)
        said = _("On average %(mean)s, in the middle %(median)s %(unit)s.")
        told = said % {"mean": mean, "median": median, "unit": tally.unit}
        return Chart(title, f"{sentence} {told}", "")
    if not tally.is_one_each:
        sentence += " " + _("Several answers were possible.")
    if all(count is None for _code, _names, count in tally.cells):
        return Chart(title, sentence + " " + _("Too few a choice to be shown."), "")
    rows = [
        Bar(text(names), count, "" if count is not None else hidden()) for _code, names, count in tally.cells
    ]
    return bars(rows, title=title, sentence=sentence, unit=_("people"), most=float(tally.answered))


def hidden() -> str:
    """What stands for a count that would tell who it was."""
    return _("not shown, few people")
