"""Visits in words: what became of one, and its line in the history."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from meydan.base.locale.public import format_moment, format_number
from meydan.kernel.cases.models import CaseEvent, Visit


def arrived_words(kept: Visit) -> str:
    """Say that a visit arrived, and what is still to do where its step was not taken."""
    code = {"code": kept.case.code}
    match kept.kept_because:
        case Visit.Kept.CHANGED:
            return _(
                "The visit to %(code)s arrived. Somebody else changed the case meanwhile, so the step was not taken; "
                "your words and photos stand in its history. Open it and see what is still to do."
            ) % code  # fmt: skip
        case Visit.Kept.NOT_OPEN:
            return _(
                "The visit to %(code)s arrived. The step you chose is not open from where the case stands now; "
                "your words and photos stand in its history. Open it and see what is still to do."
            ) % code  # fmt: skip
        case Visit.Kept.LACKING:
            return _(
                "The visit to %(code)s arrived. The step asks for something that was not given, so it was not taken; "
                "your words and photos stand in its history. Open it and add what is missing."
            ) % code  # fmt: skip
        case _:
            return _("The visit to %(code)s arrived and is written down.") % code


def visit_words(event: CaseEvent) -> tuple[str, str, str]:
    """Return title, detail and kind of a line that tells of a visit, for staff."""
    kept = str(event.body.get("kept", ""))
    parts = [format_moment(datetime.fromisoformat(event.body["visited_at"])), _place(event)]
    if kept:
        parts.append(str(Visit.Kept(kept).label))
    return _("Visited on the spot"), " · ".join(filter(None, parts)), "watch" if kept else "good"


def _place(event: CaseEvent) -> str:
    visit: Visit | None = getattr(event, "visit", None)
    if visit is None or visit.lon is None or visit.lat is None:
        return ""
    said = {"lat": format_number(visit.lat, 5), "lon": format_number(visit.lon, 5)}
    if visit.accuracy_m is None:
        return _("at %(lat)s, %(lon)s") % said
    return _("at %(lat)s, %(lon)s, give or take %(metres)s m") % {
        **said,
        "metres": format_number(round(visit.accuracy_m), 0),
    }
