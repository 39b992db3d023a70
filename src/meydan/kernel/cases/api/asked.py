"""What a program may ask of the list of cases, read and checked."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

import msgspec
from django.conf import settings
from django.http import QueryDict

from meydan.kernel.cases.queries.filters import InboxFilter

MOST_ROWS = 500
Code = Annotated[str, msgspec.Meta(max_length=80)]
When = Annotated[
    str,
    msgspec.Meta(
        max_length=40, description="A day (2026-11-23, in the city's time) or a moment with its offset."
    ),
]


class Refused(Exception):
    """A request that is not done; ``where`` names the parameter, the sentence says what to do."""

    def __init__(self, sentence: str, *, where: str = "", status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence, self.where, self.status = sentence, where, status


class Asked(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, rename={"is_open": "open"}):
    """The parameters of ``GET /api/cases``. All that are given must fit."""

    folder: Annotated[
        Literal["", "mine", "unit", "today", "overdue", "stopped", "alerts", "all", "closed"],
        msgspec.Meta(description="A folder of the inbox of whoever asks."),
    ] = ""
    q: Annotated[str, msgspec.Meta(max_length=120, description="A code, or words that all stand in it.")] = ""
    service: Code = ""
    unit: Code = ""
    state: Code = ""
    source: Code = ""
    assignee: Annotated[str, msgspec.Meta(max_length=80, description="A user name.")] = ""
    is_open: bool | None = None
    overdue: bool | None = None
    opened_from: When = ""
    opened_until: When = ""
    closed_from: When = ""
    closed_until: When = ""
    updated_from: When = ""
    updated_until: When = ""
    bbox: Annotated[
        str, msgspec.Meta(max_length=120, description="west,south,east,north in degrees, edges included.")
    ] = ""
    neighbourhood: Annotated[
        str, msgspec.Meta(max_length=120, description="The key of an area of the layer neighbourhoods.")
    ] = ""
    order: Annotated[
        Literal["opened", "updated", "closed", "due"],
        msgspec.Meta(description="opened and closed: newest first; updated and due: oldest first."),
    ] = "opened"
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ROWS)] = 100
    cursor: Annotated[str, msgspec.Meta(max_length=200, description="next of the page before.")] = ""
    count: Annotated[bool, msgspec.Meta(description="Also count, up to ten thousand.")] = False

    def chosen(self) -> InboxFilter:
        """
        Return the wishes as the queries take them.

        :raises Refused: for a day or a box that is none
        """
        return InboxFilter(
            folder=self.folder,
            words=self.q,
            service=self.service,
            unit=self.unit,
            state=self.state,
            source=self.source,
            assignee=self.assignee,
            is_open=self.is_open,
            is_overdue=self.overdue,
            opened=(_moment(self.opened_from, "opened_from"), _moment(self.opened_until, "opened_until")),
            closed=(_moment(self.closed_from, "closed_from"), _moment(self.closed_until, "closed_until")),
            updated=(
                _moment(self.updated_from, "updated_from"),
                _moment(self.updated_until, "updated_until"),
            ),
            box=read_box(self.bbox) if self.bbox else None,
        )


def read(query: QueryDict) -> Asked:
    """
    Return the parameters of an address.

    :raises Refused: with the parameter that cannot be read
    """
    for name, values in query.lists():
        if len(values) > 1:
            raise Refused(f"{name} was given {len(values)} times. Give it once.", where=name)
    given = {name: str(value).replace("\0", "") for name, value in query.items() if value != ""}
    try:
        return msgspec.convert(given, Asked, strict=False)
    except msgspec.ValidationError as fault:
        sentence, _, where = str(fault).partition(" - at `$.")
        raise Refused(f"{sentence}. See /api/openapi.json.", where=where.rstrip("`")) from fault


def _moment(text: str, name: str) -> datetime | None:
    if not text:
        return None
    try:
        if len(text) == len("2026-11-23"):
            return datetime.combine(date.fromisoformat(text), time.min, settings.CITY_ZONE)
        # A plus sign of an offset comes as a space when nobody encoded it.
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except (ValueError, OverflowError):
        moment = None
    if moment is None or moment.tzinfo is None or not 1 < moment.year < 9999:
        raise Refused(f"{name} is no day such as 2026-11-23 and no moment with its offset.", where=name)
    return moment


def read_box(text: str) -> tuple[float, float, float, float]:
    """
    Return west, south, east and north.

    :raises Refused: if they are not four numbers in their ranges, south below north
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refused("bbox is west,south,east,north in degrees, such as 39.4,40.4,39.5,40.5.", where="bbox")
    return west, south, east, north


def parameters() -> list[dict[str, Any]]:
    """Return the parameters as an OpenAPI document lists them."""
    schema = msgspec.json.schema(Asked)
    fields = schema["$defs"]["Asked"]["properties"]
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "schema": {key: value for key, value in field.items() if key != "description"},
            **({"description": field["description"]} if "description" in field else {}),
        }
        for name, field in fields.items()
    ]
