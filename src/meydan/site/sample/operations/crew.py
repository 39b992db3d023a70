"""The officers who did the sample town's past work: one account a role, none of which can sign in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from meydan.base.people.public import SAMPLE_NAMES, Account, Holding, OrgUnit, appoint, ensure_post

ROLES = ("clerk", "inspector", "manager")


def hire(now: datetime, language: str) -> dict[str, Account]:
    """One officer a role, posted at the top of the tree so that every unit's cases are theirs."""
    top = OrgUnit.objects.order_by("path").first()
    if top is None:
        return {}
    return {role: _officer(role, top, now.date(), now, language) for role in ROLES}


def _officer(role: str, top: OrgUnit, today: date, now: datetime, language: str) -> Account:
    account, _made = Account.objects.get_or_create(
        username=f"sample-{role}",
        defaults={
            "display_name": SAMPLE_NAMES[role].get(language, SAMPLE_NAMES[role]["en"]),
            "password": "!",  # no password fits it
            "is_sample": True,
            "joined_at": now,
        },
    )
    post = ensure_post(
        code=f"sample-{role}", unit=top.code, role=role, names=SAMPLE_NAMES[role], is_sample=True
    )
    if not Holding.objects.filter(post=post, account=account).exists():
        # Two years back, for the sample's cases are up to a year old.
        appoint(post=post, account=account, from_on=today - timedelta(days=730), now=now, is_sample=True)
    return account
