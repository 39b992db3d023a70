"""What became of ideas, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from meydan.base.locale.public import format_day, text
from meydan.domains.participation.models import News, Proposal, Status
from meydan.kernel.strategy.public import Action, words_of

# The city's step says more than what follows from it.
FIRST = ("answer", "status", "late", "word", "indicator")


def news_of(proposal: Proposal, limit: int = 30) -> list[News]:
    """What became of one idea, newest first."""
    rows = News.objects.filter(proposal=proposal).exclude(kind="known").select_related("proposal__action")
    return list(rows.order_by("-pk")[:limit])


def lines_of(news: Mapping[int, Sequence[News]], language: str) -> list[tuple[str, list[str]]]:
    """For a message: each idea's title with what is new of it, each said once."""
    with override(language):
        return [
            (rows[0].proposal.title, list(dict.fromkeys(said(row) for row in _in_order(rows))))
            for rows in news.values()
        ]


def said(news: News) -> str:
    """One fact in a sentence of the reader's language."""
    _kind, _sep, rest = news.fact.partition(":")
    action = news.proposal.action
    if news.kind == "answer":
        return _("The city's answer: %(status)s.") % {"status": Status(news.proposal.status).label}
    if action is None:
        return _("The plan no longer holds it.")
    if news.kind == "word":
        word = next((one for one in words_of(action, limit=50) if str(one.pk) == rest), None)
        return _("The unit says: %(words)s") % {"words": text(word.sentence) if word else text(action.names)}
    if news.kind == "status":
        return _("The work on it: %(status)s.") % {"status": Action.Status(rest).label}
    if news.kind == "late":
        return _("It is late: it should have been done by %(day)s.") % {"day": format_day(action.ends_on)}
    code = rest.rsplit(":", 2)[0]
    measure = action.indicators.filter(code=code).first()
    return _("What it should move has changed: %(name)s.") % {
        "name": text(measure.names) if measure else code
    }


def _in_order(rows: Sequence[News]) -> list[News]:
    return sorted(rows, key=lambda one: (FIRST.index(one.kind) if one.kind in FIRST else len(FIRST), one.pk))
