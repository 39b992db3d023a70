"""``$expand``: ways to related entities, each with options of its own, brought into one shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from meydan.kernel.observations.engine.query.ast import Expand, Query
from meydan.kernel.observations.engine.query.cursor import Cursor
from meydan.kernel.observations.engine.query.refusals import MAX_EXPAND_DEPTH, MAX_EXPANDS, QueryRefused


def read_expand(cursor: Cursor, read_options: Callable[[Cursor], Query]) -> tuple[Expand, ...]:
    """
    ``Datastreams/ObservedProperty,Things($select=name;$expand=Locations)``, slashes turned into nesting.

    :param read_options: reads what stands in the parentheses, up to the closing one
    """
    items = [_item(cursor, read_options)]
    while cursor.skip_sign(","):
        items.append(_item(cursor, read_options))
    return merged(items)


def _item(cursor: Cursor, read_options: Callable[[Cursor], Query]) -> Expand:
    steps = [_step(cursor, read_options, 1)]
    while cursor.skip_sign("/"):
        steps.append(_step(cursor, read_options, len(steps) + 1))
    inner = steps.pop()
    while steps:
        outer = steps.pop()
        inner = Expand(outer.name, replace(outer.query, expand=merged([*outer.query.expand, inner])))
    return inner


def _step(cursor: Cursor, read_options: Callable[[Cursor], Query], depth: int) -> Expand:
    token = cursor.expect_name("the name of related entities")
    if not token.text.isidentifier():
        raise QueryRefused(f"{token} does not lead to related entities.", token.at)
    cursor.expands += 1
    if cursor.expands > MAX_EXPANDS:
        raise QueryRefused(f"More than {MAX_EXPANDS} expansions are asked for.", token.at)
    if cursor.expand_depth + depth > MAX_EXPAND_DEPTH:
        raise QueryRefused(f"Expansions go deeper than {MAX_EXPAND_DEPTH} levels.", token.at)
    if not cursor.skip_sign("("):
        return Expand(token.text, Query())
    cursor.expand_depth += depth
    query = read_options(cursor)
    cursor.expand_depth -= depth
    cursor.expect_sign(")", "or ';' after an option")
    return Expand(token.text, query)


def merged(items: list[Expand]) -> tuple[Expand, ...]:
    """
    Each name once: ``A/B,A/C`` is ``A($expand=B,C)``.

    :raises QueryRefused: if one name is given two different sets of options
    """
    found: dict[str, Query] = {}
    for item in items:
        before = found.get(item.name)
        found[item.name] = item.query if before is None else _both(item.name, before, item.query)
    return tuple(Expand(name, query) for name, query in found.items())


def _both(name: str, first: Query, second: Query) -> Query:
    said, also_said = replace(first, expand=()), replace(second, expand=())
    if Query() not in (said, also_said) and said != also_said:
        raise QueryRefused(f"{name} is expanded twice with different options.")
    expand = merged([*first.expand, *second.expand])
    return replace(also_said if said == Query() else said, expand=expand)
