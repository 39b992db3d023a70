"""Finds the unit of a new case, and keeps the versions of the rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from meydan.base.audit.public import record
from meydan.base.locale.public import fold
from meydan.base.packs.public import LoadReport, Pack
from meydan.base.people.public import Account, OrgUnit, posts_of
from meydan.kernel.cases.engine.routing import first_fit
from meydan.kernel.cases.engine.routing_reading import rows_in_order, shape_faults
from meydan.kernel.cases.models import Case, RoutingVersion
from meydan.kernel.cases.queries.routing import matter_of, rules_in_force, version_in_force

Origin = RoutingVersion.Origin
DROPPED = ("order", "withdrawn")


@dataclass(frozen=True)
class Routed:
    """Where a case goes; ``said`` is what its history keeps of the rule, empty when no rule fitted."""

    unit: OrgUnit
    is_urgent: bool
    said: Mapping[str, Any]


def route(case: Case, answers: Mapping[str, Any]) -> Routed:
    """
    Return the unit of a case that is being opened: that of the first rule that fits, else its service's own.

    A rule whose unit is gone is passed over in favour of the service's unit, so that no report is refused.
    """
    own = Routed(case.service.unit, case.service.is_urgent, {})
    rules = rules_in_force()
    number = first_fit(rules.rules, matter_of(case, answers, rules)) if rules.rules else -1
    if number < 0:
        return own
    rule = rules.rules[number]
    unit = OrgUnit.objects.filter(code=rule.unit).first()
    if unit is None:
        return own
    said = {"code": rule.code, "version": rules.number, "names": dict(rule.names)}
    return Routed(unit, rule.is_urgent or case.service.is_urgent, said)


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the digest of a document."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def add_version(
    *,
    document: Mapping[str, Any],
    origin: str,
    now: datetime,
    actor: Account | None = None,
    reason: str = "",
    back_to: int | None = None,
    trial: Mapping[str, Any] | None = None,
) -> RoutingVersion:
    """Put rules into force as the next version, with an entry in the audit log when somebody did it."""
    last = RoutingVersion.objects.aggregate(last=Max("number"))["last"] or 0
    post = posts_of(actor).first() if actor is not None else None
    made = RoutingVersion.objects.create(
        number=last + 1,
        document=dict(document),
        digest=digest_of(document),
        origin=origin,
        back_to=back_to,
        reason=reason.strip(),
        trial=dict(trial or {}),
        made_at=now,
        made_by=actor,
        post_names=dict(post.names) if post else {},
        is_sample=any(row.get("sample") for row in document.get("rule", [])),
    )
    if actor is not None:
        said = {"number": made.number, "digest": made.digest, "reason": made.reason, "back_to": back_to}
        record(verb="cases.routing", actor=actor, thing=f"cases.routing:{made.number}", payload=said, now=now)
    return made


def load_routing(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """
    Put the rules of a pack into force where they are new; rules that were changed at the desk stay.

    An overlay's rules stand with those of its city.
    """
    document = pack.document("routing")
    if not document:
        return LoadReport()
    faults = list(shape_faults(document, fold))
    if faults:
        return LoadReport(remarks=[f"routing.toml has {len(faults)} faults; meydan check-pack names them."])
    wanted = from_pack(document)
    units = set(OrgUnit.objects.values_list("code", flat=True))
    lost = [row["code"] for row in wanted["rule"] if row["unit"] not in units]
    wanted["rule"] = [row for row in wanted["rule"] if row["unit"] in units]
    remarks = [f"routing.toml: no unit for the rules {', '.join(lost)}; they were left out"] if lost else []
    held = version_in_force()
    before = RoutingVersion.objects.filter(origin=Origin.PACK).order_by("-number").first()
    if not is_sample and held is not None and held.is_sample:
        # The overlay comes after its city and holds both.
        return LoadReport(unchanged=len(wanted["rule"]), remarks=remarks)
    if before is not None and before.digest == digest_of(wanted):
        return LoadReport(unchanged=len(wanted["rule"]), remarks=remarks)
    if held is not None and held.origin != Origin.PACK:
        remarks.append("routing.toml has changed; the rules that were put into force at the desk stay.")
        return LoadReport(unchanged=len(wanted["rule"]), remarks=remarks)
    add_version(document=wanted, origin=Origin.PACK, now=now)
    return LoadReport(created=len(wanted["rule"]), remarks=remarks)


def from_pack(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a pack's document as a version keeps it: its rules in order, without what only packs need."""
    rows = [
        {key: value for key, value in row.items() if key not in DROPPED} for row in rows_in_order(document)
    ]
    return {key: document[key] for key in ("opens", "closes") if key in document} | {"rule": rows}


@transaction.atomic
def remove_sample_rules(now: datetime) -> int:
    """Take the sample rules away; rules of the city's own that stood among them stay in force."""
    held = version_in_force()
    if held is not None and held.is_sample:
        own = [row for row in held.document.get("rule", []) if not row.get("sample")]
        if own:
            add_version(document={**held.document, "rule": own}, origin=Origin.CLEARED, now=now)
    return RoutingVersion.objects.filter(is_sample=True).delete()[0]
