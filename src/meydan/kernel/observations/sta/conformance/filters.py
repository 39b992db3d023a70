"""Operators and functions in ``$filter`` (OGC 18-088, tables 24 and 25)."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_noop as _

from meydan.kernel.observations.sta.conformance.lines import Line, need
from meydan.kernel.observations.sta.conformance.scratch import COUNT, Scratch

# Condition on the observations 0 to 9 -> which of them it finds.
OPERATORS = {
    "eq": ("result eq 3", [3]), "ne": ("result ne 3", [0, 1, 2, 4, 5, 6, 7, 8, 9]), "gt": ("result gt 7", [8, 9]),
    "ge": ("result ge 8", [8, 9]), "lt": ("result lt 2", [0, 1]), "le": ("result le 1", [0, 1]),
    "and": ("result gt 2 and result lt 5", [3, 4]), "or": ("result lt 1 or result gt 8", [0, 9]),
    "not": ("not (result lt 9)", [9]), "add": ("result add 5 eq 8", [3]), "sub": ("result sub 5 eq 2", [7]),
    "mul": ("result mul 2 eq 6", [3]), "div": ("result div 2 eq 1.5", [3]), "mod": ("result mod 4 eq 1", [1, 5, 9]),
    "()": ("(result add 1) mul 2 eq 8 or result eq 0 and result eq 1", [3]),
}  # fmt: skip
FIELD = "POLYGON((7 48,9 48,9 50,7 50,7 48))"
BESIDE = "POLYGON((8 49,9 49,9 50,8 50,8 49))"
FAR = "POLYGON((20 20,21 20,21 21,20 21,20 20))"
FROM, UNTIL = "2001-02-03T03:00:00Z", "2001-02-03T04:00:00Z"
EARLY, LATE = "2001-02-03T02:00:00Z", "2001-02-03T05:00:00Z"
# Function -> which entity of ours, a condition that holds for it, one that does not. {m} is the mark.
FUNCTIONS = {
    "substringof": ("thing", "substringof('Iron',name)", "substringof('iron',name)"),
    "endswith": ("thing", "endswith(name,'Gate')", "endswith(name,'Iron')"),
    "startswith": ("thing", "startswith(name,'{m}')", "startswith(name,'Iron')"),
    "length": ("thing", "length(name) eq 20", "length(name) eq 19"),
    "indexof": ("thing", "indexof(name,'Iron') eq 11", "indexof(name,'Iron') eq 12"),
    "substring": ("thing", "substring(name,11) eq 'Iron Gate' and substring(name,11,4) eq 'Iron'",
                  "substring(name,12) eq 'Iron Gate'"),
    "tolower": ("thing", "tolower(name) eq '{m} iron gate'", "tolower(name) eq '{m} Iron gate'"),
    "toupper": ("thing", "toupper(name) eq toupper('{m} iron gate')", "toupper(name) eq '{m} iron gate'"),
    "trim": ("thing", "trim('  Iron ') eq 'Iron' and trim(name) eq name", "trim(name) eq ' '"),
    "concat": ("thing", "concat(concat(name,'!'),'?') eq '{m} Iron Gate!?'", "concat(name,'!') eq name"),
    "year": ("observation", "year(phenomenonTime) eq 2001", "year(phenomenonTime) eq 2002"),
    "month": ("observation", "month(phenomenonTime) eq 2", "month(phenomenonTime) eq 3"),
    "day": ("observation", "day(phenomenonTime) eq 3", "day(phenomenonTime) eq 2"),
    "hour": ("observation", "hour(phenomenonTime) eq 3", "hour(phenomenonTime) eq 4"),
    "minute": ("observation", "minute(phenomenonTime) eq 5", "minute(phenomenonTime) eq 6"),
    "second": ("observation", "second(phenomenonTime) eq 6", "second(phenomenonTime) eq 5"),
    "fractionalseconds": ("observation", "fractionalseconds(phenomenonTime) eq 0.5",
                          "fractionalseconds(phenomenonTime) eq 0"),
    "date": ("observation", "date(phenomenonTime) eq 2001-02-03", "date(phenomenonTime) eq 2001-02-04"),
    "time": ("observation", "time(phenomenonTime) eq 03:05:06.5", "time(phenomenonTime) eq 03:05:07"),
    "totaloffsetminutes": ("observation", "totaloffsetminutes(phenomenonTime) eq 0",
                           "totaloffsetminutes(phenomenonTime) eq 60"),
    "now": ("observation", "phenomenonTime lt now()", "phenomenonTime gt now()"),
    "mindatetime": ("observation", "phenomenonTime gt mindatetime()", "phenomenonTime lt mindatetime()"),
    "maxdatetime": ("observation", "phenomenonTime lt maxdatetime()", "phenomenonTime gt maxdatetime()"),
    "before": ("observation", f"before(validTime,{LATE})", f"before(validTime,{EARLY})"),
    "after": ("observation", f"after(validTime,{EARLY})", f"after(validTime,{LATE})"),
    "meets": ("observation", f"meets(validTime,{UNTIL}/{LATE})", f"meets(validTime,{EARLY}/{UNTIL})"),
    "during": ("observation", f"during(validTime,{EARLY}/{LATE})", f"during(validTime,{UNTIL}/{LATE})"),
    "overlaps": ("observation", f"overlaps(validTime,2001-02-03T03:30:00Z/{LATE})",
                 f"overlaps(validTime,2001-02-03T04:30:00Z/{LATE})"),
    "starts": ("observation", f"starts(validTime,{FROM}/{LATE})", f"starts(validTime,{EARLY}/{LATE})"),
    "finishes": ("observation", f"finishes(validTime,{EARLY}/{UNTIL})", f"finishes(validTime,{EARLY}/{LATE})"),
    "round": ("observation", "round(result div 2) eq 2", "round(result div 2) eq 1"),
    "floor": ("observation", "floor(result div 2) eq 1", "floor(result div 2) eq 2"),
    "ceiling": ("observation", "ceiling(result div 2) eq 2", "ceiling(result div 2) eq 1"),
    "geo.distance": ("location", "geo.distance(location,geography'POINT(8 49)') eq 0",
                     "geo.distance(location,geography'POINT(9 49)') lt 0.5"),
    "geo.length": ("line", "geo.length(feature) gt 4.9", "geo.length(feature) lt 0.1"),
    "geo.intersects": ("location", f"geo.intersects(location,geography'{FIELD}')",
                       f"geo.intersects(location,geography'{FAR}')"),
    "st_equals": ("location", "st_equals(location,geography'POINT(8 49)')", f"st_equals(location,geography'{FIELD}')"),
    "st_disjoint": ("location", f"st_disjoint(location,geography'{FAR}')", f"st_disjoint(location,geography'{FIELD}')"),
    "st_touches": ("location", f"st_touches(location,geography'{BESIDE}')", f"st_touches(location,geography'{FIELD}')"),
    "st_within": ("location", f"st_within(location,geography'{FIELD}')", f"st_within(location,geography'{FAR}')"),
    "st_overlaps": ("line", "st_overlaps(feature,geography'LINESTRING(1.5 2,6 8)')",
                    "st_overlaps(feature,geography'LINESTRING(0 4,3 0)')"),
    "st_crosses": ("line", "st_crosses(feature,geography'LINESTRING(0 4,3 0)')",
                   "st_crosses(feature,geography'LINESTRING(9 9,8 9)')"),
    "st_intersects": ("location", f"st_intersects(location,geography'{FIELD}')",
                      f"st_intersects(location,geography'{FAR}')"),
    "st_contains": ("line", "st_contains(feature,geography'POINT(1.5 2)')",
                    "st_contains(feature,geography'POINT(9 9)')"),
    "st_relate": ("location", f"st_relate(location,geography'{FIELD}','T********')",
                  f"st_relate(location,geography'{FAR}','T********')"),
}  # fmt: skip


def _operator(name: str, scratch: Scratch) -> None:
    condition, wanted = OPERATORS[name]
    found = scratch.results(f"$filter={condition}&$top={COUNT}")
    need(found == wanted, f"{condition} finds {found}")


def _function(name: str, scratch: Scratch) -> None:
    which, holds, fails = FUNCTIONS[name]
    path = scratch.observation() if which == "observation" else getattr(scratch, which)
    key = path.partition("(")[2].rstrip(")")
    for condition, many in ((holds, 1), (fails, 0)):
        told = condition.format(m=scratch.mark)
        found = len(scratch.values(f"{path.partition('(')[0]}?$filter=id eq {key} and ({told})"))
        need(found == many, f"{told} finds {found}, not {many}")


def lines() -> list[Line]:
    """The requirements of this part."""
    asks = _("%(name)s works in $filter.")
    found = [
        Line(f"/req/request-data/built-in-filter-operations/{name}", asks, f"$filter={condition}",
             partial(_operator, name), {"name": name})
        for name, (condition, _wanted) in OPERATORS.items()
    ]  # fmt: skip
    found += [
        Line(f"/req/request-data/built-in-query-functions/{name}", asks, f"$filter={holds}".replace("{m} ", "… "),
             partial(_function, name), {"name": f"{name}()"})
        for name, (_which, holds, _fails) in FUNCTIONS.items()
    ]  # fmt: skip
    return found
