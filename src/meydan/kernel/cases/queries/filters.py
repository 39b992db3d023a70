"""What a reader may narrow cases by: one set of wishes for the inbox, the board, the map and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from meydan.base.locale.public import fold, to_latin_digits
from meydan.base.people.public import Account, OrgUnit
from meydan.kernel.cases.engine.codes import read_code
from meydan.kernel.cases.models import Case, Service

# West, south, east, north, in degrees.
Box = tuple[float, float, float, float]
# Half-open: from the first moment on, before the second.
Span = tuple[datetime | None, datetime | None]
EVER: Span = (None, None)
MOST_WORDS = 8
NOBODY = -1


@dataclass(frozen=True)
class InboxFilter:
    """
    What the reader asked to see.

    :param folder: one of ``FOLDERS``; empty means every case
    :param words: a code, or words that all stand in code, title, service or address
    :param service, unit, state, assignee: codes, and a user name; empty means all
    :param is_open, is_overdue: ``None`` means both
    """

    folder: str = "unit"
    words: str = ""
    service: str = ""
    unit: str = ""
    state: str = ""
    assignee: str = ""
    source: str = ""
    is_open: bool | None = None
    is_overdue: bool | None = None
    opened: Span = EVER
    closed: Span = EVER
    updated: Span = EVER
    box: Box | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the folder was asked for."""
        return self != InboxFilter(folder=self.folder)


def narrowed(cases: QuerySet[Case], chosen: InboxFilter, now: datetime) -> QuerySet[Case]:
    """Return those of the cases that fit every wish but the folder."""
    code = read_code(to_latin_digits(chosen.words))
    if code:
        return cases.filter(_condition(chosen, now), code=code)
    cases = cases.filter(_condition(chosen, now))
    for word in fold(chosen.words).split()[:MOST_WORDS]:
        cases = cases.filter(search__contains=word)
    return cases


def _condition(chosen: InboxFilter, now: datetime) -> Q:
    exact = {"state": chosen.state, "source": chosen.source, **_numbers(chosen)}
    wanted = Q(**{name: value for name, value in exact.items() if value})
    if chosen.is_open is not None:
        wanted &= Q(closed_at__isnull=chosen.is_open)
    if chosen.is_overdue is not None:
        late = Q(closed_at=None, due_at__lt=now)
        wanted &= late if chosen.is_overdue else ~late
    for column, (since, until) in (
        ("opened_at", chosen.opened),
        ("closed_at", chosen.closed),
        ("updated_at", chosen.updated),
    ):
        wanted &= _between(column, since, until)
    if chosen.box is not None:
        west, south, east, north = chosen.box
        wanted &= Q(lat__gte=south, lat__lte=north, lon__gte=west, lon__lte=east)
    return wanted


def _numbers(chosen: InboxFilter) -> dict[str, int]:
    """
    What was asked for by a code, by its number: then the database knows how many cases have it.

    A code that nobody has becomes a number that nobody has.
    """
    asked = {
        "service_id": (Service.objects.filter(code=chosen.service), chosen.service),
        "unit_id": (OrgUnit.objects.filter(code=chosen.unit), chosen.unit),
        "assignee_id": (Account.objects.filter(username=chosen.assignee), chosen.assignee),
    }
    return {
        name: found.values_list("pk", flat=True).first() or NOBODY
        for name, (found, code) in asked.items()
        if code
    }


def _between(column: str, since: datetime | None, until: datetime | None) -> Q:
    wanted = Q(**{f"{column}__gte": since}) if since else Q()
    return wanted & Q(**{f"{column}__lt": until}) if until else wanted
