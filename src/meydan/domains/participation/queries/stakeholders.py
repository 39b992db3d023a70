"""Who stands in the register, and who agreed to be named."""

from __future__ import annotations

from django.db.models import QuerySet

from meydan.base.locale.public import fold
from meydan.domains.participation.models import Stakeholder


def stakeholders(*, kind: str = "") -> QuerySet[Stakeholder]:
    """Return the register by kind and name."""
    found = Stakeholder.objects.order_by("kind", "name", "id")
    return found.filter(kind=kind) if kind else found


def filtered(*, kind: str = "", words: str = "", topic: str = "") -> list[Stakeholder]:
    """Return those whose name or topics hold the words, whatever letters they are typed with."""
    wanted, about = fold(words), fold(topic)
    return [
        one
        for one in stakeholders(kind=kind)
        if (not wanted or wanted in fold(" ".join([one.name, *one.topics])))
        and (not about or about in [fold(said) for said in one.topics])
    ]


def named() -> QuerySet[Stakeholder]:
    """Return those who agreed to be named in public."""
    return stakeholders().filter(is_named=True, consented_on__isnull=False)


def topics() -> list[str]:
    """Return every topic of the register, each once."""
    said = Stakeholder.objects.values_list("topics", flat=True)
    return sorted({topic for row in said for topic in row})
