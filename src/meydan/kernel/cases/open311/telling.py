"""What the door tells: rows of services, requests and updates, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.kernel.cases import groupwords, presentation
from meydan.kernel.cases.engine.workflow import Workflow
from meydan.kernel.cases.models import Case, CaseEvent, Service
from meydan.kernel.cases.open311.attributes import Attribute, attributes_of
from meydan.kernel.cases.open311.moments import write_moment
from meydan.kernel.cases.open311.published import public_address, public_point
from meydan.kernel.cases.queries.workflows import workflow

Row = dict[str, Any]
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
# When the door last learned to say something else.
CHANGED_ON = datetime(2026, 11, 28)  # noqa: DTZ001 - a day, told in the city's zone


def discovery(root: str, zone: tzinfo) -> Row:
    """Where the door stands and which formats it speaks."""
    changed = write_moment(CHANGED_ON.replace(tzinfo=zone), zone)
    home = settings.MEYDAN_HOME.address
    endpoint = {
        "specification": SPECIFICATION,
        "url": root,
        "changeset": changed,
        "type": "production" if not settings.MEYDAN_DEMO else "test",
        "formats": ["text/xml", "application/json"],
    }
    return {
        "changeset": changed,
        "contact": f"{text(current().names)}, {home}",
        "key_service": _("Ask the municipality for a key: %(address)s") % {"address": home},
        "endpoints": [endpoint],
    }


def service_row(service: Service) -> Row:
    """A service of the catalogue."""
    group = groupwords.group_name(service.group)
    words = [*service.names.values(), group]
    return {
        "service_code": service.code,
        "service_name": text(service.names),
        "description": text(service.about) or text(service.names),
        "metadata": bool(attributes_of(service)),
        "type": "realtime",
        "keywords": ", ".join(dict.fromkeys(word.replace(",", " ") for word in words if word)),
        "group": group,
    }


def definition(service: Service) -> Row:
    """What a service asks."""
    found = enumerate(attributes_of(service), start=1)
    return {
        "service_code": service.code,
        "attributes": [_attribute(one, order) for order, one in found],
    }


def _attribute(one: Attribute, order: int) -> Row:
    told: Row = {
        "variable": one.is_asked,
        "code": one.code,
        "datatype": one.datatype,
        "required": one.is_required,
        "datatype_description": one.datatype_description or None,
        "order": order,
        "description": one.description,
    }
    if one.values:
        told["values"] = [{"key": key, "name": name} for key, name in one.values.items()]
    return told


def request_row(case: Case, now: datetime, zone: tzinfo) -> Row:
    """A request, as far as everybody may know it."""
    lon, lat = public_point(case) or (None, None)
    state = workflow(case.service.workflow).state(case.state)
    return {
        "service_request_id": str(case.pk),
        "status": "closed" if case.is_closed else "open",
        "status_notes": text(state.public_names),
        "service_name": text(case.service.names),
        "service_code": case.service.code,
        "description": _("A sample: nobody reported this.") if case.is_sample else None,
        "agency_responsible": text(case.unit.names),
        "service_notice": presentation.due_words(case, now),
        "requested_datetime": write_moment(case.opened_at, zone),
        # "For requests with status=closed, this will be the date the request was closed."
        "updated_datetime": write_moment(case.closed_at or case.updated_at, zone),
        "expected_datetime": write_moment(case.due_at, zone),
        "address": public_address(case) or None,
        "address_id": None,
        "zipcode": None,
        "lat": lat,
        "long": lon,
        "media_url": None,
    }


# What mySociety's extension calls the ways a case can end.
ENDS = {"done": "fixed", "refused": "no_further_action", "withdrawn": "closed"}


def update_rows(events: Sequence[CaseEvent], zone: tzinfo) -> list[Row]:
    """Lines of requests' histories, as everybody may read them; inner steps without a public word are left out."""
    states = _states_at(events)
    rows: list[Row] = []
    for event in events:
        walk = workflow(event.case.service.workflow)
        told = presentation.told_to_public(event, walk)
        if told is not None:
            rows.append(_update(event, told, _status(states.get(event.pk, walk.initial), walk), zone))
    return rows


def _update(event: CaseEvent, told: presentation.Told, status: str, zone: tzinfo) -> Row:
    # Beside mySociety's columns: why a closed request was opened again, for whoever counts it.
    why = {"reopen_reason": event.body["reopened"]} if event.body.get("reopened") else {}
    said = told.words or ". ".join(part for part in (told.title, told.detail) if part)
    return {
        "update_id": str(event.pk),
        "service_request_id": str(event.case_id),
        "status": status,
        "updated_datetime": write_moment(event.at, zone),
        "description": said,
        "media_url": None,
        **why,
    }


def _states_at(events: Sequence[CaseEvent]) -> dict[int, str]:
    """In which state each line left its case; a case that had not moved yet is not in it."""
    wanted = {(event.case_id, event.sequence): event.pk for event in events}
    lines = CaseEvent.objects.filter(case__in={case for case, _ in wanted}).order_by("case_id", "sequence")
    found: dict[int, str] = {}
    now_in: dict[int, str] = {}
    for case, sequence, verb, body in lines.values_list("case_id", "sequence", "verb", "body"):
        if verb == CaseEvent.Verb.MOVED:
            now_in[case] = str(body.get("to", ""))
        if case in now_in and (case, sequence) in wanted:
            found[wanted[case, sequence]] = now_in[case]
    return found


def _status(code: str, walk: Workflow) -> str:
    state = walk.state(code)
    if state.final:
        return ENDS.get(state.outcome, "closed")
    return "open" if state.code == walk.initial else "in_progress"
