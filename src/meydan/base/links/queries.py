"""Following links either way."""

from meydan.base.links.models import Link


def links_from(ref: str, relation: str | None = None) -> list[Link]:
    """The links that start at ``ref``, oldest first."""
    rows = Link.objects.filter(from_ref=ref)
    return list((rows.filter(relation=relation) if relation else rows).order_by("at", "id"))


def links_to(ref: str, relation: str | None = None) -> list[Link]:
    """The links that end at ``ref``, oldest first."""
    rows = Link.objects.filter(to_ref=ref)
    return list((rows.filter(relation=relation) if relation else rows).order_by("at", "id"))


def chain_from(ref: str, limit: int = 50) -> list[Link]:
    """
    Every link reached by walking forwards from ``ref``, nearest first: sensor, case, action, indicator.

    :param limit: the walk stops after so many links, so that a knot of relations cannot hold a page up
    """
    found: list[Link] = []
    seen, edge = {ref}, [ref]
    while edge and len(found) < limit:
        step = list(Link.objects.filter(from_ref__in=edge).order_by("at", "id")[: limit - len(found)])
        found += step
        edge = sorted({row.to_ref for row in step} - seen)
        seen.update(edge)
    return found
