"""What is asked before a report goes out: is it one of these, and shall these numbers stay in the words?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from meydan.base.locale.public import text
from meydan.kernel.cases import presentation
from meydan.kernel.cases.forms import ReportForm
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.queries.near import open_nearby
from meydan.kernel.cases.queries.personal import kinds_said, traces_in
from meydan.kernel.cases.queries.workflows import workflow
from meydan.kernel.cases.registry import Announcement, announcements
from meydan.kernel.places.public import Place


@dataclass(frozen=True)
class Known:
    """An open case near by, as everyone may see it."""

    case: Case
    state: str
    due: str


@dataclass(frozen=True)
class Asked:
    """What the citizen is asked; empty lists are not asked."""

    near: list[Known]
    announced: list[Announcement]
    personal: list[str]

    @property
    def is_known(self) -> bool:
        """Whether somebody else said it already: a neighbour, or the city itself."""
        return bool(self.near or self.announced)


def ask_first(form: ReportForm) -> Asked | None:
    """Return what a valid form leaves to ask, or ``None`` when it can go out."""
    near, announced = ([], []) if form.cleaned_data["fresh"] else _known(form)
    personal = (
        [] if form.cleaned_data["personal"] else kinds_said(traces_in(form.cleaned_data["description"]))
    )
    return Asked(near, announced, personal) if near or announced or personal else None


def _known(form: ReportForm) -> tuple[list[Known], list[Announcement]]:
    said = form.cleaned_data
    service = form.services[said["service"]]
    if not form.is_placed(service):
        return [], []
    lon, lat = said["lon"], said["lat"]
    place = Place.objects.filter(pk=said["place"]).first() if said["place"] else None
    if place is not None and lon is None:
        lon, lat = place.lon, place.lat
    now, walk = timezone.now(), workflow(service.workflow)
    near = [
        Known(case, text(walk.state(case.state).public_names), presentation.due_words(case, now))
        for case in open_nearby(service, lon=lon, lat=lat, address=said["address"])
    ]
    return near, announcements(service.code, lon, lat, now)
