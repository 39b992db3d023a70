"""How the pack lets a plan hang out, and what a parcel is called here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meydan.base.locale.public import text
from meydan.base.packs.public import current

OBJECTIONS = "plan_objection"


@dataclass(frozen=True)
class DisplayRule:
    """
    How a service's plans hang out.

    :ivar transition: what puts a plan out, empty where nothing moves
    :ivar clock: whose end is the last day, empty where the officer writes it
    :ivar objections: the service under which objections are cases
    """

    transition: str
    clock: str
    objections: str


def display_rule(service: str) -> DisplayRule | None:
    """Return the rule of a service, ``None`` where its cases do not hang out."""
    told = current().documents("services").get(service, {}).get("display")
    if told is None:
        return None
    return DisplayRule(
        str(told.get("transition", "")), str(told.get("clock", "")), str(told.get("objections", OBJECTIONS))
    )


def parcel_parts() -> list[dict[str, Any]]:
    """Return the parts of a parcel's number as this country writes it."""
    parts: list[dict[str, Any]] = current().document("address").get("parcel", [])
    return parts


def parcel_words(parcel: Mapping[str, str]) -> str:
    """Write a parcel: ``Ada 112, Parsel 4``."""
    said = [(text(part["names"]), parcel.get(part["code"], "")) for part in parcel_parts()]
    return ", ".join(f"{name} {value}" for name, value in said if value)
