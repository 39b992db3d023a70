"""``/open311/v2/``: the resources of the standard, and mySociety's of updates."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import JsonResponse

from meydan.kernel.cases.models import Case
from meydan.kernel.cases.open311 import telling
from meydan.kernel.cases.open311.door import Told, Visit, door
from meydan.kernel.cases.open311.faults import Fault
from meydan.kernel.cases.open311.finding import Mark, requests_asked, updates_asked
from meydan.kernel.cases.open311.keys import key_shown
from meydan.kernel.cases.open311.openapi import document
from meydan.kernel.cases.open311.published import published_cases, published_services
from meydan.kernel.cases.open311.taking import take_request, take_update
from meydan.kernel.cases.presentation import due_words
from meydan.kernel.cases.queries.cases import CaseUnknown, by_code


@door("GET")
def discovery(visit: Visit) -> Told:
    """Where the door stands and what it speaks."""
    return Told("discovery", telling.discovery(visit.root, visit.zone))


@door("GET")
def services(visit: Visit) -> Told:
    """What can be reported."""
    return Told("services", [telling.service_row(one) for one in published_services()])


@door("GET")
def service(visit: Visit, code: str) -> Told:
    """What one service asks."""
    found = published_services().filter(code=code).first()
    if found is None:
        raise Fault(404, f"service_code {code[:80]!r} was not found; see services.")
    return Told("service_definition", telling.definition(found))


@door("GET", "POST")
def requests(visit: Visit) -> Told:
    """The requests that are asked for; or a new one."""
    if visit.request.method == "POST":
        return _taken(visit)
    asked = visit.asked()
    found, last = requests_asked(asked)
    rows = [telling.request_row(case, visit.now, visit.zone) for case in found]
    return Told("service_requests", rows, headers=_onward(visit, last))


def _taken(visit: Visit) -> Told:
    sent = visit.sent()
    key = key_shown(visit.api_key(sent), visit.now)
    case, is_new = take_request(sent, key, visit.now)
    row = {
        "service_request_id": str(case.pk),
        "service_notice": due_words(case, visit.now),
        "account_id": None,
    }
    address = {"Location": f"{visit.root}/requests/{case.pk}.{visit.form}"}
    return Told("service_requests", [row], status=201 if is_new else 200, headers=address)


@door("GET")
def request(visit: Visit, number: str) -> Told:
    """One request; a list all the same, as the standard says."""
    return Told("service_requests", [telling.request_row(case_of(number), visit.now, visit.zone)])


def case_of(number: str) -> Case:
    """
    Return the published request of a number.

    :raises Fault: 404, if there is none
    """
    is_number = number.isascii() and number.isdigit() and len(number) <= 18
    found = published_cases().filter(pk=int(number)).first() if is_number else None
    if found is None:
        raise Fault(404, f"service_request_id {number[:80]!r} was not found.")
    return found


@door("GET")
def token(visit: Visit, token: str) -> Told:
    """The request of a tracking code: here a number is given at once, and the code is what people hold."""
    try:
        case = case_of(str(by_code(token).pk))
    except CaseUnknown as unknown:
        raise Fault(404, f"token {token[:80]!r} was not found.") from unknown
    return Told("service_requests", [{"service_request_id": str(case.pk), "token": token}])


@door("GET", "POST")
def updates(visit: Visit) -> Told:
    """What happened to requests; or word from another program about one."""
    if visit.request.method == "POST":
        sent = visit.sent()
        key = key_shown(visit.api_key(sent), visit.now)
        number, is_new = take_update(sent, key, visit.now)
        return Told("service_request_updates", [{"update_id": number}], status=201 if is_new else 200)
    found, last = updates_asked(visit.asked())
    rows = telling.update_rows(found, visit.zone)
    return Told("service_request_updates", rows, headers=_onward(visit, last))


@door("GET")
def openapi(visit: Visit) -> JsonResponse:
    """The door described for programs that make programs."""
    return JsonResponse(document(visit.root))


@door("GET", "POST")
def nowhere(visit: Visit) -> Told:
    """Any other address below the door."""
    raise Fault(
        404, f"There is nothing at this address. The door is described at {visit.root}/discovery.xml."
    )


def _onward(visit: Visit, last: Mark | None) -> dict[str, str]:
    """The address of the next page, behind the last row of this one."""
    if last is None:
        return {}
    asked = visit.request.GET.lists()
    kept = [(name, value) for name, values in asked for value in values if name not in ("page", "after")]
    stamp = last[0].isoformat().replace("+00:00", "Z")
    query = urlencode([*kept, ("after", f"{stamp}_{last[1]}")])
    name = visit.request.path.rpartition("/")[2]
    return {"Link": f'<{visit.root}/{name}?{query}>; rel="next"'}
