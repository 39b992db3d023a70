"""The long way of observations: with a feature or a datastream inside, with parameters, changed, in a batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.engine.isotime import NotATime
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.query.paths import ResourcePath
from meydan.kernel.observations.engine.slots import slot_of
from meydan.kernel.observations.operations.entities import bodies, making, removing
from meydan.kernel.observations.operations.entities.bodies import Body, Unsound
from meydan.kernel.observations.operations.ingest import Taken, store, take_in
from meydan.kernel.observations.operations.together import Part, take_together
from meydan.kernel.observations.sta import multi, observing, resources, taking, who
from meydan.kernel.observations.sta.http import UNREADABLE, Refusal, Request, Response, as_json
from meydan.kernel.observations.sta.reading import Asker
from meydan.kernel.observations.stores import states


def one(
    asker: Asker, request: Request, path: ResourcePath, body: Body, parent: tuple[Any, Any] | None
) -> Response:
    """Add one observation to a datastream that the path, a link or the body itself gives."""
    now = timezone.now()
    with transaction.atomic():
        stream_id = _stream(asker, request, body, parent)
        batch = _batch(request, [body], stream_id, parent)
        key = request.headers.get("idempotency-key")
        if key:
            store(
                rows=batch,
                now=now,
                source=request.principal.name,
                idempotency_key=f"sta:{request.principal.name}:{key}"[:200],
            )
            taken = None
        else:
            taken = take_in(batch=batch, now=now, source=request.principal.name)
    slot = int(slot_of(int(batch.at_us[0]))) if taken is None else int(taken.slot[0])
    if taken is not None and taken.reasons[0]:
        raise Refusal(
            400,
            f"The observation was not stored: {observing.why(str(taken.reasons[0]))}. It is kept in quarantine.",
        )
    link = f"{asker.root}/Observations('{stream_id}_{slot}')"
    return Response(201, b"", headers=[("Location", link)])


def _stream(asker: Asker, request: Request, body: Body, parent: tuple[Any, Any] | None) -> int:
    """The datastream an observation goes to, made if it is described; only those may be written who may."""
    if parent is not None and parent[0].name in ("Datastream", "MultiDatastream"):
        stream_id = int(parent[1][0])
    else:
        name = next((name for name in ("Datastream", "MultiDatastream") if body.get(name)), None)
        if name is None:
            raise Unsound("An Observation needs its Datastream or MultiDatastream.")
        key = bodies.linked_id(body[name])
        if key is None:
            from meydan.kernel.observations.sta.changing import require_manager

            require_manager(request)
            made = making.make(
                entity=name, body=bodies.as_body(body[name], name), parents={}, now=timezone.now(),
                observe=lambda stream, listed: inside(asker, request, stream, listed),
            )  # fmt: skip
            return int(made.pk)
        stream_id = making.find(name, key).pk
    who.require_observer(request.principal)
    who.require_permitted([stream_id], request.principal)
    return stream_id


def inside(asker: Asker, request: Request, stream_id: int, listed: Sequence[Body]) -> None:
    """Store the observations that stand inside a new datastream."""
    batch = _batch(request, listed, stream_id, None)
    taken = take_in(batch=batch, now=timezone.now(), source=request.principal.name)
    wrong = next((reason for reason in taken.reasons.tolist() if reason), None)
    if wrong:
        raise Unsound(f"An observation inside cannot be stored: {observing.why(wrong)}.")


def _batch(request: Request, listed: Sequence[Body], stream_id: int, parent: tuple[Any, Any] | None) -> Batch:
    now_us, width = to_us(timezone.now()), multi.width_of(stream_id)
    parts = []
    for body in listed:
        said = dict(body)
        feature = said.pop("FeatureOfInterest", None)
        if parent is not None and parent[0].name == "FeatureOfInterest":
            said["FeatureOfInterest/id"] = int(parent[1][0])
        elif feature is not None:
            said["FeatureOfInterest/id"] = _feature(request, feature)
        for name in ("parameters", "resultQuality", "result"):
            if name in said:
                bodies.sized(said[name], name)
        if wrong := multi.misfit(width, said.get("result")):
            raise Unsound(f"The observation was not stored: {wrong}.")
        try:
            parts.append(taking.parts_of(said, now_us))
        except NotATime as odd:
            raise Unsound(str(odd)) from odd
    batch = taking.batch_of([stream_id] * len(parts), parts)
    who.require_features(batch, request.principal)
    return batch


def _feature(request: Request, value: Any) -> int:
    key = bodies.linked_id(value)
    if key is not None:
        return int(making.find("FeatureOfInterest", key).pk)
    made = making.make(
        entity="FeatureOfInterest", body=bodies.as_body(value, "FeatureOfInterest"), parents={},
        now=timezone.now(), observe=lambda *_: None,
    )  # fmt: skip
    return int(made.pk)


def change(asker: Asker, request: Request, row: Any, before: Any, body: Body) -> Response:
    """
    Change an observation: its old value is kept, and when its time changes it is found under both ids.
    """
    stream_id, slot, _ = row
    said = {name: value for name, value in before.items() if "@iot." not in name and value is not None}
    said |= {name: value for name, value in body.items() if name not in ("Datastream", "MultiDatastream")}
    now = timezone.now()
    with transaction.atomic():
        states.lock([stream_id], to_us(now))
        batch = _batch(request, [said], stream_id, None)
        if "FeatureOfInterest" not in body:
            batch.feature_id[:] = _feature_of(asker, row)  # type: ignore[index]
        if (
            int(batch.at_us[0]) == slot >> 5
            and _same_identity(before, said)
            and "FeatureOfInterest" not in body
        ):
            new = slot
            take_in(batch=batch, now=now, source=request.principal.name)
        else:
            removing.remove_observations(keys=[(stream_id, slot)], now=now)
            new = int(take_in(batch=batch, now=now, source=request.principal.name).slot[0])
            if new != slot:
                removing.move(datastream_id=stream_id, slot=slot, to_slot=new)
    return as_json(200, _told(asker, stream_id, new))


def _same_identity(before: Any, said: Any) -> bool:
    return bool(before.get("resultTime") == said.get("resultTime"))


def _feature_of(asker: Asker, row: Any) -> int:
    from meydan.kernel.observations.sta import results

    return results.told([row])[0].feature_id or 0


def _told(asker: Asker, stream_id: int, slot: int) -> Any:
    from meydan.kernel.observations.engine.query.paths import Step
    from meydan.kernel.observations.sta.changing import plain

    step = Step("Observations", "Observation", True, f"{stream_id}_{slot}")
    entity, row = resources.one(asker, [step])
    return plain(asker, entity, row)


def bulk(request: Request) -> Response:
    """CreateObservations the long way: inside a batch, where nothing waits in a queue."""
    try:
        listed = taking.blocks.decode(request.body)
    except UNREADABLE as odd:
        raise Refusal(400, f"This is not a CreateObservations body: {odd}.") from odd
    now = timezone.now()
    told: list[str] = []
    for block in listed:
        rows = observing.fitting(taking.rows_of(block, to_us(now)))
        outcome: Taken | str = ""
        if len(rows.batch):
            try:
                who.require_all_permitted(rows.batch, request.principal)
                found = take_together([Part(rows.batch, request.principal.name)], now)[0]
                observing.slots_or_refusal(found)
                outcome = found if isinstance(found, Taken) else ""
            except Refusal as refusal:
                outcome = refusal.message
        told += observing.addresses(rows, outcome, request.root)
    return as_json(201, told)
