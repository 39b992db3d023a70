"""Reads the service catalogue of a pack into rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meydan.base.packs.public import LoadReport, Pack
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.engine.reading import read_workflow
from meydan.kernel.cases.engine.workflow import WorkflowFault
from meydan.kernel.cases.models import Case, PlaybookRun, Service

FIELDS = (
    "names",
    "about",
    "unit_id",
    "workflow",
    "kind",
    "group",
    "icon",
    "is_public",
    "is_anonymous",
    "takes_photo",
    "is_urgent",
    "is_online",
    "form",
    "documents",
    "channels",
    "fee",
    "clocks",
    "complaint_first",
    "complaint_second",
    "order",
)


def load_services(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """
    Write the pack's services into the table; services that left the pack stop taking cases.

    :raises WorkflowFault: if a service names a workflow that cannot be worked by
    """
    documents = pack.documents("services")
    units = dict(OrgUnit.objects.values_list("code", "id"))
    kept = {service.code: service for service in Service.objects.filter(is_sample=is_sample)}
    remarks: list[str] = []
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    for stem, document in documents.items():
        code = str(document.get("code", stem))
        if document.get("unit") not in units:
            remarks.append(
                f"services/{stem}.toml: no unit {document.get('unit')!r}; the service was left out"
            )
            continue
        _check_workflow(pack, code, str(document["workflow"]))
        facts = _facts(document, units[document["unit"]])
        counts[_store(kept.pop(code, None), code, facts, now, is_sample)] += 1
    Service.objects.filter(pk__in=[service.pk for service in kept.values()]).update(is_active=False)
    return LoadReport(**counts, remarks=remarks)


def _check_workflow(pack: Pack, service: str, code: str) -> None:
    document = pack.whole.documents("workflows").get(code)
    if document is None:
        raise WorkflowFault(f"service {service}: pack {pack.id} has no workflow {code!r}")
    read_workflow(document, name=code)


def _facts(document: dict[str, Any], unit_id: int) -> dict[str, Any]:
    return {
        "names": document.get("names", {}),
        "about": document.get("about", {}),
        "unit_id": unit_id,
        "workflow": document["workflow"],
        "kind": document.get("kind", Service.Kind.REQUEST),
        "group": str(document.get("group", "")),
        "icon": str(document.get("icon", "")),
        "is_public": bool(document.get("public", False)),
        "is_anonymous": bool(document.get("anonymous", True)),
        "takes_photo": bool(document.get("photo", False)),
        "is_urgent": bool(document.get("urgent", False)),
        "is_online": bool(document.get("online", _is_online(document))),
        "form": str(document.get("form", "")),
        "documents": document.get("documents", []),
        "channels": document.get("channels", []),
        "fee": document.get("fee", {}),
        "clocks": document.get("clock", []),
        "complaint_first": str(document.get("complaint_first", "")),
        "complaint_second": str(document.get("complaint_second", "")),
        "order": int(document.get("order", 100)),
    }


def _is_online(document: dict[str, Any]) -> bool:
    """A report begins on one page; a permit begins online only where it has a form."""
    has_page = document.get("kind") != Service.Kind.PERMIT or bool(document.get("form"))
    return bool(document.get("public", False)) and has_page


def _store(service: Service | None, code: str, facts: dict[str, Any], now: datetime, is_sample: bool) -> str:
    if service is None:
        Service.objects.create(code=code, loaded_at=now, is_sample=is_sample, **facts)
        return "created"
    if service.is_active and all(getattr(service, name) == facts[name] for name in FIELDS):
        return "unchanged"
    for name, value in facts.items():
        setattr(service, name, value)
    service.is_active, service.loaded_at = True, now
    service.save()
    return "updated"


def remove_sample(now: datetime) -> int:
    """Take every sample case, with its history, and every sample service without real cases away."""
    PlaybookRun.objects.filter(is_sample=True).delete()
    gone = Case.objects.filter(is_sample=True).count()
    Case.objects.filter(is_sample=True).delete()
    return gone + Service.objects.filter(is_sample=True, cases=None).delete()[0]
