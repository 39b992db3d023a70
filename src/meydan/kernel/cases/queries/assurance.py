"""How surely a service must know who asks: not at all, by a phone, or by a national sign-in."""

from __future__ import annotations

from meydan.base.packs.public import current

NONE, PHONE, IDENTITY = "none", "phone", "identity"


def assurance_of(service_code: str) -> str:
    """What the pack asks of whoever uses a service online; an officer who writes for them looks at their card."""
    asked = current().documents("services").get(service_code, {}).get("assurance", NONE)
    return asked if asked in (PHONE, IDENTITY) else NONE


def is_assured(service_code: str, *, has_phone: bool, has_identity: bool) -> bool:
    """Whether enough is known; who is known by name needs no phone."""
    asked = assurance_of(service_code)
    return asked == NONE or has_identity or (asked == PHONE and has_phone)
