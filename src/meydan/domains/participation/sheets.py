"""Sheets of this room as PDF: the list at the door of a meeting, and the opinions with their answers."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meydan.base.locale.public import format_moment, text
from meydan.base.packs.public import current
from meydan.base.papers.public import PaperFacts, blank
from meydan.domains.participation.models import Consultation
from meydan.domains.participation.presentation import consultations as presentation
from meydan.domains.participation.queries import consultations as queries

# More stands in the tables; a sheet of a thousand pages is read by nobody.
MOST_SAID = 500


def attendance_pdf(held: Consultation, *, now: datetime) -> bytes:
    """
    The list to sign, in the city's language.

    :raises PressFailed: if it cannot be set
    """
    language, meeting = current().default_language, held.workshop
    heads = {
        "head_no": {"tr": "Sıra", "fa": "ردیف", "en": "No."},
        "head_name": {"tr": "Ad soyad", "fa": "نام و نام خانوادگی", "en": "Name"},
        "head_from": {
            "tr": "Kurum veya mahalle",
            "fa": "سازمان یا محله",
            "en": "Organisation or neighbourhood",
        },
        "head_sign": {"tr": "İmza", "fa": "امضا", "en": "Signature"},
    }
    values = {name: text(words, language) for name, words in heads.items()} | {
        "title": text(held.names, language), "where": text(meeting.where, language),
        "when": format_moment(meeting.starts_at, language=language),
    }  # fmt: skip
    return blank(kind_code="attendance_sheet", facts=_facts(held, values, language), now=now)


def matrix_pdf(held: Consultation, *, now: datetime) -> bytes:
    """
    The opinions with their answers, in the reader's language.

    :raises PressFailed: if it cannot be set
    """
    blocks = []
    for answer in queries.answers_of(held)[:MOST_SAID]:
        numbers = ", ".join(str(one.number) for one in answer.opinions.all())
        lines = [f"{answer.number}. {answer.gist} — {answer.get_outcome_display()}", answer.reason]
        if answer.changed:
            lines.append(_("What changed") + ": " + answer.changed)
        blocks.append("\n".join([*lines, _("Opinions") + ": " + numbers, ""]))
    waiting = [
        f"{one.number}. {one.words}" for one in map(presentation.said, queries.unanswered(held)[:MOST_SAID])
    ]
    values = {
        "title": text(held.names), "when": presentation.when(held, now), "answers": "\n".join(blocks),
        "state": " ".join(presentation.clock_words(queries.waiting_in(held, now), held.answer_days)),
        "waiting": "\n".join(waiting),
    }  # fmt: skip
    language = get_language() or current().default_language
    return blank(kind_code="opinion_matrix", facts=_facts(held, values, language), now=now)


def _facts(held: Consultation, values: dict[str, str], language: str) -> PaperFacts:
    return PaperFacts(
        thing=held.ref, thing_code="", values=values, language=language, is_sample=held.is_sample,
        unit_names=held.unit.names if held.unit else {},
    )  # fmt: skip
