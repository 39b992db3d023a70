"""Entities as JSON: their links, what of them is selected, and related entities inside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.model import ALIASES, ENTITIES, ID, SELF_LINK, Entity, Navigation
from meydan.kernel.observations.engine.query.render import query_text
from meydan.kernel.observations.engine.slots import slot_of
from meydan.kernel.observations.sta import paging, results, rows, tables
from meydan.kernel.observations.sta.reading import Asker, Within, components_of, read_columns, run
from meydan.kernel.observations.sta.sql import Sql, all_of, joined, sql
from meydan.kernel.observations.sta.whole import page

Json = dict[str, Any]
Key = int | str
# Stands behind a full page: there is a next link.
ONE_MORE = (0, 0, 0.0)
NEWEST = (ast.Order(ast.Path(("phenomenonTime",)), True),)


def key_text(key: Key) -> str:
    """An id as it stands in an address."""
    return str(key) if isinstance(key, int) else f"'{key}'"


def entities(asker: Asker, entity: Entity, query: ast.Query, raw: Sequence[Any]) -> list[Json]:
    """Raw rows as entities with everything the query wants of them."""
    keyed, absent = _keyed(entity, raw)
    inside = {item.name: _expanded(asker, entity, item, keyed, raw) for item in query.expand}
    chosen = _chosen(entity, query)
    return [
        _entity(
            asker, entity, key, found, chosen, {name: many.get(key) for name, many in inside.items()},
            absent.get(key, ""),
        )
        for key, found in keyed.items()
    ]  # fmt: skip


def _keyed(entity: Entity, raw: Sequence[Any]) -> tuple[dict[Key, Json], dict[Key, str]]:
    """Properties by id, and the navigation an entity does not have: an observation belongs to one of two kinds."""
    if entity.name == "Observation":
        listed = results.told(raw)
        absent: dict[Key, str] = {
            one.key: "Datastream" if one.usual.is_multi else "MultiDatastream" for one in listed
        }
        return {one.key: results.as_entity(one) for one in listed}, absent
    components = components_of([row[0] for row in raw]) if entity.name == "MultiDatastream" else {}
    return {row[0]: rows.properties_of(entity, row, components) for row in raw}, {}


def _chosen(entity: Entity, query: ast.Query) -> set[str] | None:
    """The names that ``$select`` asks for; ``None`` for everything."""
    if query.select is None:
        return None
    names = {str(path.names[0]) for path in query.select}
    return {ALIASES.get(name, name) for name in names}


def _entity(
    asker: Asker, entity: Entity, key: Key, found: Json, chosen: set[str] | None, inside: Mapping[str, Any],
    absent: str,
) -> Json:  # fmt: skip
    link = f"{asker.root}/{entity.set_name}({key_text(key)})"
    whole: Json = {ID: key, SELF_LINK: link, **found}
    if chosen is not None:
        whole = {name: value for name, value in whole.items() if name in chosen}
    for name in entity.navigations:
        if name in inside:
            whole.update(inside[name] or _nothing(entity.navigations[name]))
        elif name in chosen if chosen is not None else name != absent:
            whole[f"{name}@iot.navigationLink"] = f"{link}/{name}"
    return whole


def _nothing(way: Navigation) -> Json:
    return {way.name: [] if way.many else None}


def _expanded(
    asker: Asker, entity: Entity, item: ast.Expand, keyed: Mapping[Key, Json], raw: Sequence[Any]
) -> dict[Key, Json]:
    """For each parent the members that its expansion adds."""
    way = entity.navigations[item.name]
    target = ENTITIES[way.target]
    if not keyed:
        return {}
    if not way.many:
        return _one_each(asker, entity, way, target, item.query, keyed, raw)
    if target.name == "Observation":
        pairs, counts = _observations(asker, entity, way, item.query, list(keyed))
    else:
        pairs, counts = _many(asker, entity, way, target, item.query, list(keyed))
    return _gathered(asker, entity, way, target, item.query, pairs, counts)


Pairs = list[tuple[Key, Any]]


def _one_each(
    asker: Asker, entity: Entity, way: Navigation, target: Entity, query: ast.Query,
    keyed: Mapping[Key, Json], raw: Sequence[Any],
) -> dict[Key, Json]:  # fmt: skip
    parents, condition = _parents(entity, list(keyed))
    conditions = asker.conditions()
    pieces = [condition, tables.seen(target, "e", asker.principal)]
    if query.filter is not None:
        pieces.append(conditions.holds(query.filter, target, "e"))
    columns = read_columns(target)
    found = run(sql(
        f"SELECT {parents}, {columns} FROM {{}} JOIN {{}} ON {{}} WHERE {{}}",
        tables.source(entity, "p"), tables.grouped(target, "e"), tables.link(entity, way.name, "p", "e"),
        all_of(pieces),
    ))  # fmt: skip
    width = 2 if entity.name == "Observation" else 1
    pairs = [(_parent_key(row[:width]), row[width:]) for row in found]
    distinct = list({row[0]: row for _, row in pairs}.values())
    made = dict(zip((row[0] for row in distinct), entities(asker, target, query, distinct), strict=True))
    return {parent: {way.name: made[row[0]]} for parent, row in pairs}


def _parents(entity: Entity, keys: Sequence[Key]) -> tuple[str, Sql]:
    """The key columns of the parents under the alias ``p``, and the condition that they are these."""
    if entity.name != "Observation":
        among, ids = _among(keys)
        return "p.id", Sql(f"p.id {among}", (ids,))
    pairs = [sql("(p.datastream_id = {} AND p.slot = {})", *map(int, str(key).split("_"))) for key in keys]
    return "p.datastream_id, p.slot", sql("({})", joined(" OR ", pairs))


def _parent_key(columns: Sequence[Any]) -> Key:
    return columns[0] if len(columns) == 1 else f"{columns[0]}_{columns[1]}"


def _among(keys: Sequence[Key]) -> tuple[str, Any]:
    from meydan.kernel.observations.stores import store

    among, ids = store().among([int(key) for key in keys])
    return among, ids


def _many(
    asker: Asker, entity: Entity, way: Navigation, target: Entity, query: ast.Query, keys: Sequence[Key]
) -> tuple[Pairs, dict[Key, int]]:
    """The children of many parents in one statement, at most a page and one of each."""
    _, parents = _parents(entity, keys)
    conditions = asker.conditions()
    pieces = [parents, tables.seen(target, "e", asker.principal)]
    if query.filter is not None:
        pieces.append(conditions.holds(query.filter, target, "e"))
    tie = tables.link(entity, way.name, "p", "e")
    from_where = sql("FROM {} JOIN {} ON {} WHERE {}", tables.source(entity, "p"), tables.grouped(target, "e"),
                     tie, all_of(pieces))  # fmt: skip
    counts = dict(run(sql("SELECT p.id, count(*) {} GROUP BY p.id", from_where))) if query.count else {}
    terms = paging.terms_of(query.orderby, target, "e", conditions, one_stream=False)
    first, last = query.skip or 0, (query.skip or 0) + paging.top_of(query) + 1
    ranked = sql(
        f"SELECT p.id AS parent, {read_columns(target)}, ROW_NUMBER() OVER (PARTITION BY p.id {{}}) AS place {{}}",
        paging.order_by(terms, asker.words), from_where,
    )  # fmt: skip
    found = run(
        sql(
            f"SELECT * FROM ({{}}) r WHERE place > {first} AND place <= {last} ORDER BY parent, place", ranked
        )
    )
    return [(row[0], row[1:-1]) for row in found], counts


def _observations(
    asker: Asker, entity: Entity, way: Navigation, query: ast.Query, keys: Sequence[Key]
) -> tuple[Pairs, dict[Key, int]]:
    """Observations of many datastreams (or features): for each its page by the index, whatever its history."""
    is_stream = entity.name in ("Datastream", "MultiDatastream")
    if (
        is_stream
        and query.orderby == NEWEST
        and query.top == 1
        and not (query.filter or query.skip or query.count)
    ):
        return _newest(keys), {}
    pairs: Pairs = []
    counts: dict[Key, int] = {}

    for key in keys:
        within = Within(sql("e.datastream_id = {}", key), int(key)) if is_stream else Within(
            tables.link(entity, way.name, "p", "e"))  # fmt: skip
        if not is_stream:
            tie = sql("EXISTS (SELECT 1 FROM {} WHERE p.id = {} AND {})", tables.source(entity, "p"), key,
                      tables.link(entity, way.name, "p", "e"))  # fmt: skip
            within = Within(tie)
        found = page(asker, ENTITIES["Observation"], replace(query, select=None), within)
        pairs += [(key, row) for row in found.rows]
        if found.token is not None:
            pairs.append((key, ONE_MORE))
        if found.count is not None:
            counts[key] = found.count
    return pairs, counts


def _newest(keys: Sequence[Key]) -> Pairs:
    """The newest observation of each datastream: one indexed row, however long the history is."""
    among, ids = _among(keys)
    found = run(Sql(
        "SELECT l.datastream_id, l.first_us, l.at_us, l.seq, l.value FROM observations_latestvalue l "
        f"WHERE l.datastream_id {among} AND l.at_us IS NOT NULL",
        (ids,),
    ))  # fmt: skip
    pairs: Pairs = []
    for pk, first_us, at_us, seq, value in found:
        pairs.append((pk, (pk, slot_of(at_us, seq), value)))
        if first_us < at_us:
            pairs.append((pk, ONE_MORE))
    return pairs


def _gathered(
    asker: Asker, entity: Entity, way: Navigation, target: Entity, query: ast.Query, pairs: Pairs,
    counts: Mapping[Key, int],
) -> dict[Key, Json]:  # fmt: skip
    top = paging.top_of(query)
    by_parent: dict[Key, list[Any]] = {}
    for parent, row in pairs:
        by_parent.setdefault(parent, []).append(row)
    kept = {parent: own[:top] for parent, own in by_parent.items()}
    distinct = list({_child_key(target, row): row for own in kept.values() for row in own}.items())
    listed = entities(asker, target, query, [row for _, row in distinct])
    made = {key: one for (key, _), one in zip(distinct, listed, strict=True)}
    # The same for every parent, and dear to write.
    after = query_text(replace(query, top=top, skip=(query.skip or 0) + top))
    gathered: dict[Key, Json] = {}
    for parent in {**by_parent, **dict.fromkeys(counts)}:
        own = by_parent.get(parent, [])
        members: Json = {way.name: [made[_child_key(target, row)] for row in kept.get(parent, [])]}
        if parent in counts:
            members[f"{way.name}@iot.count"] = counts[parent]
        if len(own) > top:
            members[f"{way.name}@iot.nextLink"] = (
                f"{asker.root}/{entity.set_name}({key_text(parent)})/{way.name}?{after}"
            )
        gathered[parent] = members
    return gathered


def _child_key(target: Entity, row: Sequence[Any]) -> Any:
    return tuple(row[:2]) if target.name == "Observation" else row[0]
