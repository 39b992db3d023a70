"""Query options (OGC 18-088, clause 9.3)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from meydan.kernel.observations.sta.conformance.lines import Line, need, requirement
from meydan.kernel.observations.sta.conformance.scratch import COUNT, Scratch

ALL = list(range(COUNT))


@requirement(
    "request-data/status-code",
    _("What was understood answers 200."),
    "GET Things?$top=1",
)
def status(scratch: Scratch) -> None:
    """All is well."""
    scratch.values("Things?$top=1")


@requirement(
    "request-data/query-status-code",
    _("Options that make no sense answer 400, and never something else."),
    "$top=x, $nothing=1, $filter=(, $expand=Nothing, $orderby=nothing",
)
def wrong(scratch: Scratch) -> None:
    """Bad options."""
    for query in ("$top=-1", "$top=x", "$skip=x", "$count=2", "$nothing=1", "$filter=(", "$filter=name eq",
                  "$expand=Nothing", "$orderby=nothing", "$select=nothing", "$filter=nothing eq 1"):  # fmt: skip
        scratch.refused("GET", f"Things?{query}", status=(400,))


@requirement(
    "request-data/order",
    _("Options are applied in one order: filter, count, order, skip, top, then select."),
    "$filter, $count, $orderby, $skip, $top and $select in one query, in any order",
)
def order(scratch: Scratch) -> None:
    """All options at once."""
    query = "$top=2&$skip=1&$select=result&$orderby=result desc&$filter=result lt 6&$count=true"
    found = scratch.get(f"{scratch.stream}/Observations?{query}")
    need([one["result"] for one in found["value"]] == [4, 3], f"other rows: {found['value']}")
    need(found["@iot.count"] == 6, "the count is not that of the filter")
    need(all(set(one) == {"result"} for one in found["value"]), "more than what was selected is told")


@requirement(
    "request-data/expand",
    _("Related entities are told inside, with options of their own."),
    "$expand=Datastreams($expand=Sensor;$select=name),Locations and Datastreams/Sensor",
)
def expand(scratch: Scratch) -> None:
    """``$expand``."""
    found = scratch.get(f"{scratch.thing}?$expand=Datastreams($expand=Sensor;$select=name),Locations")
    (stream,) = found["Datastreams"]
    need(
        stream["name"] == f"{scratch.mark} Stream" and "description" not in stream,
        "inner $select is not heard",
    )
    need(stream["Sensor"]["name"] == f"{scratch.mark} Sensor", "the inner expansion is not told")
    need(found["Locations"][0]["location"]["type"] == "Point", "the second expansion is not told")
    found = scratch.get(
        f"{scratch.thing}?$expand=Datastreams/Observations($orderby=result desc;$top=2;$count=true)"
    )
    stream = found["Datastreams"][0]
    need([one["result"] for one in stream["Observations"]] == [9, 8], "inner $orderby and $top are not heard")
    need(stream["Observations@iot.count"] == COUNT, "the inner count is missing")
    need("Observations@iot.nextLink" in stream, "an inner page has no next link")
    rest = scratch.get(scratch.path_of(stream["Observations@iot.nextLink"]).replace("%20", " "))
    need(rest["value"][0]["result"] == 7, "the inner next link does not go on")


@requirement(
    "request-data/select", _("Only what is selected is told."), "$select=name, $select=id,Datastreams"
)
def select(scratch: Scratch) -> None:
    """``$select``."""
    found = scratch.get(f"{scratch.thing}?$select=name,properties")
    need(set(found) == {"name", "properties"}, f"told are {', '.join(sorted(found))}")
    found = scratch.get(f"{scratch.thing}?$select=id,Datastreams")
    need(set(found) == {"@iot.id", "Datastreams@iot.navigationLink"}, f"told are {', '.join(sorted(found))}")


@requirement(
    "request-data/orderby",
    _("Rows come in the order that is asked, upwards unless it says otherwise."),
    "$orderby=result desc; phenomenonTime asc; Datastream/name,result",
)
def orderby(scratch: Scratch) -> None:
    """``$orderby``."""
    need(scratch.results("$orderby=result desc") == ALL[::-1], "desc is not heard")
    need(scratch.results("$orderby=phenomenonTime asc") == ALL, "asc is not heard")
    two = scratch.results("$orderby=Datastream/name,result desc")
    need(two == ALL[::-1], "two orders are not heard")


@requirement(
    "request-data/top",
    _("$top holds a page down, and zero gives none."),
    "$top=3, $top=0",
)
def top(scratch: Scratch) -> None:
    """``$top``."""
    need(scratch.results("$top=3") == [0, 1, 2], "$top=3 gives others than the first three")
    need(scratch.results("$top=0") == [], "$top=0 gives rows")


@requirement(
    "request-data/skip",
    _("$skip leaves rows out at the beginning."),
    "$skip=8, $skip=100",
)
def skip(scratch: Scratch) -> None:
    """``$skip``."""
    need(scratch.results("$skip=8") == [8, 9], "$skip=8 gives others than the last two")
    need(scratch.results("$skip=100") == [], "skipping more than there are gives rows")


@requirement(
    "request-data/count", _("$count=true tells how many there are, whatever the page."), "$count=true&$top=1"
)
def count(scratch: Scratch) -> None:
    """``$count``."""
    path = f"{scratch.stream}/Observations"
    need(scratch.get(f"{path}?$count=true&$top=1").get("@iot.count") == COUNT, "the count is not that of all")
    need("@iot.count" not in scratch.get(f"{path}?$count=false&$top=1"), "a count was told unasked")


@requirement(
    "request-data/filter",
    _("$filter finds by own and related properties."),
    "$filter=Thing/properties/colour eq 'red', Datastreams/any(d:…), properties/deep/list",
)
def filtered(scratch: Scratch) -> None:
    """``$filter``."""
    own = f"startswith(name,'{scratch.mark}')"
    for path, condition, many in (
        ("Datastreams", "Thing/properties/colour eq 'red'", 1), ("Datastreams", "Thing/properties/colour eq 'blue'", 0),
        ("Things", "properties/n gt 4", 1), ("Things", "Datastreams/Observations/result eq 9", 1),
        ("Things", "Datastreams/Observations/result eq 99", 0),
        ("Datastreams", "unitOfMeasurement/symbol eq '°C'", 1),
    ):  # fmt: skip
        found = len(scratch.values(f"{path}?$filter={own} and {condition}"))
        need(found == many, f"{path}: {condition} finds {found}, not {many}")


@requirement(
    "request-data/pagination",
    _("A page that is not the last has a link, and its links lead to each row once."),
    "@iot.nextLink of $top=3, to its end",
)
def pagination(scratch: Scratch) -> None:
    """Next links."""
    seen: list[float] = []
    path = f"{scratch.stream}/Observations?$top=3&$orderby=result desc"
    for _page in range(COUNT):
        answer = scratch.http.get(f"{scratch.root}/{path}") if seen else scratch.ask("GET", path)
        found = answer.json()
        seen += [one["result"] for one in found["value"]]
        if "@iot.nextLink" not in found:
            break
        path = scratch.path_of(found["@iot.nextLink"])
    need(seen == ALL[::-1], f"following the links gives {seen}")


def lines() -> list[Line]:
    """The requirements of this part."""
    return [status, wrong, order, expand, select, orderby, top, skip, count, filtered, pagination]
