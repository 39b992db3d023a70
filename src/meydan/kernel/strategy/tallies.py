"""What an indicator about cases counts, said so that one reading of the cases answers many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.public import Measure, Only, Part, Tally, services, tallied
from meydan.kernel.observations.public import to_us
from meydan.kernel.strategy.registry import Params, Together, since

NO_UNIT = -1


def named_services(params: Params) -> list[str]:
    """The services that ``services`` names and those of the ``kinds``; empty for all."""
    named = [str(code) for code in params.get("services", [])]
    kinds = params.get("kinds", [])
    if kinds:
        named += list(services(public_only=False).filter(kind__in=kinds).values_list("code", flat=True))
        return named or ["-"]  # a kind without services has no cases, rather than every case
    return named


def of_cases(*only: Only, measure: Measure = Measure.COUNT, part: Part | None = None) -> Together:
    """How a query that counts these cases is answered together with others."""
    return Together(_asking(frozenset(only), measure, part), tallied)


def of_closed() -> Together:
    """The same of a query that counts closed cases by ``outcome``, and ``with_evidence`` those that have some."""
    plain = _asking(frozenset({Only.CLOSED}), Measure.COUNT, None)

    def ask(params: Params, now: datetime) -> Tally:
        found = plain(params, now)
        only = found.only | {Only.EVIDENCE} if params.get("with_evidence") else found.only
        return replace(found, only=only, outcome=str(params.get("outcome", "done")))

    return Together(ask, tallied)


def _asking(
    only: frozenset[Only], measure: Measure, part: Part | None
) -> Callable[[Params, datetime], Tally]:
    def ask(params: Params, now: datetime) -> Tally:
        begin, names, unit = since(params, now), named_services(params), str(params.get("unit", ""))
        return Tally(
            only=only,
            measure=measure,
            part=part,
            services=_keys(names) if names else None,
            source=str(params.get("source", "")),
            unit=_unit_key(unit) if unit else None,
            since_us=None if begin is None else to_us(begin),
            until_us=to_us(now),
        )

    return ask


def _keys(codes: list[str]) -> frozenset[int]:
    found = services(public_only=False).filter(code__in=codes)
    return frozenset(found.values_list("pk", flat=True))


def _unit_key(code: str) -> int:
    return OrgUnit.objects.filter(code=code).values_list("pk", flat=True).first() or NO_UNIT
