"""Accounts and units for tests, of every room."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from meydan.base.people.models import Account, Holding, OrgUnit, Post

PASSWORD = "kar-yağınca-yol-kapanır"
_numbers = itertools.count(1)


def account(username: str | None = None, **fields: Any) -> Account:
    """Somebody who can sign in and holds no post."""
    made = Account(username=username or f"kisi{next(_numbers)}", **{"display_name": "Gülşah Işık", **fields})
    made.set_unusable_password()
    made.save()
    return made


def unit(code: str = "municipality", parent: OrgUnit | None = None, **fields: Any) -> OrgUnit:
    """The unit with a code, made if there is none."""
    found = OrgUnit.objects.filter(code=code).first()
    if found:
        return found
    names = {"tr": f"{code} Müdürlüğü", "fa": f"ادارهٔ {code}", "en": f"{code} office"}
    path = (parent.path if parent else "/") + f"{code}/"
    return OrgUnit.objects.create(
        code=code, parent=parent, path=path, **{"names": names, "kind": "unit", **fields}
    )


def post(code: str, role: str = "clerk", at: OrgUnit | None = None, **fields: Any) -> Post:
    """A post without a holder."""
    names = {"tr": f"{code} görevi", "fa": f"پست {code}", "en": f"{code} post"}
    return Post.objects.create(code=code, unit=at or unit(), role=role, **{"names": names, **fields})


def staff(role: str, unit: OrgUnit | str | None = None, **fields: Any) -> Account:
    """Somebody who holds a post of a role, in a unit (or a unit's code) or in the municipality."""
    at = unit if isinstance(unit, OrgUnit) else globals()["unit"](unit or "municipality")
    number = next(_numbers)
    who = account(f"{role}{number}", is_staff=True, **fields)
    seat = post(f"{role}-{at.code}-{number}", role, at)
    Holding.objects.create(post=seat, account=who, from_on=date(2020, 1, 1))
    return who
