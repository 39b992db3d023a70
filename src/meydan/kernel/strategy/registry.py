"""The queries that indicators may name: each a function of its parameters and the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from meydan.kernel.cases.public import Case
from meydan.numerics.figure import Figure

# The noun of a query that reads the values of other indicators.
INDICATORS = "indicators"
Params = Mapping[str, Any]
# What comes back is in the indicator's unit.
Query = Callable[[Params, datetime], Figure]
# The very cases a figure counts, for whoever wants to count again.
Behind = Callable[[Params, datetime], QuerySet[Case]]


@dataclass(frozen=True)
class Together:
    """
    How figures are worked out from one reading of the records instead of one each.

    ``ask`` says what a figure counts; ``answer`` works out everything asked, in order. Queries that share an
    ``answer`` are read for together, and each figure is what its query alone would give.
    """

    ask: Callable[[Params, datetime], Any]
    answer: Callable[[Sequence[Any]], Sequence[Figure]]


@dataclass(frozen=True)
class RegisteredQuery:
    """A query, and which nouns it reads: a change in one of them makes the value stale."""

    name: str
    run: Query
    reads: tuple[str, ...]
    formula: str | Promise
    looks_back: bool
    ages_by_input: bool
    behind: Behind | None = None
    together: Together | None = None
    needs: str | Promise = ""


class QueryUnknown(Exception):
    """An indicator names a query that no room registered."""


class QueryTaken(Exception):
    """Two rooms register a query of one name."""


@dataclass(frozen=True)
class ActionOrigin:
    """Where an action came from, as its page says it."""

    title: str
    detail: str
    href: str
    is_sample: bool = False


_plan_links: dict[str, tuple[str | Promise, str]] = {}


def register_plan_link(name: str, label: str | Promise, url_name: str) -> None:
    """Let a room above stand beside the plan with a page of its own; called from ``apps.ready()``."""
    _plan_links[name] = (label, url_name)


def plan_links() -> list[tuple[str | Promise, str]]:
    """Pages beside the plan: what they are called and the name of their address."""
    return [link for _name, link in sorted(_plan_links.items())]


Origins = Callable[[int], Sequence[ActionOrigin]]
_origins: dict[str, Origins] = {}


def register_action_origins(name: str, origins: Origins) -> None:
    """Let a room above say, for the key of an action, what the action came from; called from ``apps.ready()``."""
    _origins[name] = origins


def origins_of_action(pk: int) -> list[ActionOrigin]:
    """What every room knows of where an action came from."""
    return [one for _name, origins in sorted(_origins.items()) for one in origins(pk)]


_queries: dict[str, RegisteredQuery] = {}


def indicator_query(
    name: str,
    *,
    reads: tuple[str, ...],
    formula: str | Promise = "",
    looks_back: bool = True,
    ages_by_input: bool = False,
    behind: Behind | None = None,
    together: Together | None = None,
    needs: str | Promise = "",
) -> Callable[[Query], Query]:
    """
    Register a query under ``name``.

    :param reads: nouns whose changes call for a new value: ``cases``, ``observations``, ``places``, ``indicators``
    :param formula: one sentence (translatable) that says what is divided by what
    :param looks_back: whether a past moment gives what stood then; else only the present is ever computed
    :param ages_by_input: whether the figure is old when its youngest input is: a stopped sensor, say
    :param behind: the cases counted, which the indicator's page then lists
    :param needs: one sentence (translatable) that says what must be there before it can be counted
    :param together: how many indicators of it are counted from one reading
    """

    def register(run: Query) -> Query:
        held = _queries.get(name)
        if held is not None and held.run.__qualname__ != run.__qualname__:
            raise QueryTaken(name)
        _queries[name] = RegisteredQuery(
            name, run, reads, formula, looks_back, ages_by_input, behind, together, needs
        )
        return run

    return register


def query_named(name: str) -> RegisteredQuery:
    """
    Look a query up.

    :raises QueryUnknown: with the names there are
    """
    try:
        return _queries[name]
    except KeyError:
        raise QueryUnknown(f"no query {name!r}; there are {', '.join(sorted(_queries))}") from None


def queries_reading(noun: str) -> list[str]:
    """Names of the queries that read a noun."""
    return sorted(query.name for query in _queries.values() if noun in query.reads)


def since(params: Params, now: datetime) -> datetime | None:
    """The moment from which an indicator counts: ``days`` before now, or ever."""
    return now - timedelta(days=float(params["days"])) if "days" in params else None
