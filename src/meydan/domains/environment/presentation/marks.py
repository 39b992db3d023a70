"""Doubts about series as the desk reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from meydan.base.locale.public import format_moment, text
from meydan.base.ui.public import Chart
from meydan.domains.environment.models import StreamMark
from meydan.kernel.observations.public import series, series_chart, starts_at_zero

AROUND = timedelta(days=3)
LONGEST = timedelta(days=30)
STATES = {"open": "watch", "confirmed": "bad", "dismissed": "plain", "passed": "plain"}


@dataclass(frozen=True)
class MarkRow:
    """A doubt with its words."""

    mark: StreamMark
    station: str
    name: str
    kind: str
    status: str
    state: str
    source: str


def mark_rows(marks: Iterable[StreamMark]) -> list[MarkRow]:
    """Doubts as rows."""
    return [
        MarkRow(
            mark, text(mark.datastream.thing.names), text(mark.datastream.observed_property.names),
            str(mark.get_kind_display()), str(mark.get_status_display()), STATES[mark.status],
            str(mark.get_source_display()),
        )
        for mark in marks
    ]  # fmt: skip


def mark_chart(mark: StreamMark, now: datetime) -> Chart | None:
    """The series around the doubt; ``None`` when nothing is left of it."""
    start = mark.since_at - AROUND
    end = min((mark.until_at or now) + AROUND, start + LONGEST, now + timedelta(minutes=1))
    found = series(mark.datastream_id, start, end, "hour")
    name = text(mark.datastream.observed_property.names)
    return series_chart(
        [(name, found)], title=text(mark.datastream.thing.names), unit=mark.datastream.unit,
        from_zero=starts_at_zero(mark.datastream.unit, mark.datastream.observed_property.code),
        sentence=_("%(name)s: %(kind)s, since %(when)s.")
        % {"name": name, "kind": mark.get_kind_display(), "when": format_moment(mark.since_at, "short")},
    )  # fmt: skip
