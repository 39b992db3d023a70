"""The accounts a visitor of a demo home signs in with by one click."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from meydan.base.packs.public import current
from meydan.base.people.models import Account, Holding, OrgUnit, Post
from meydan.base.people.operations import PostTaken, appoint, ensure_post, ensure_unit
from meydan.base.people.queries import roles_of

# What a sample account of a role is called: who sees one knows at once that nobody is behind it.
SAMPLE_NAMES = {
    "citizen": {"tr": "Hemşehri (örnek)", "fa": "شهروند (نمونه)", "en": "Citizen (sample)"},
    "clerk": {"tr": "Görevli (örnek)", "fa": "کارشناس (نمونه)", "en": "Clerk (sample)"},
    "inspector": {"tr": "Denetçi (örnek)", "fa": "بازرس (نمونه)", "en": "Inspector (sample)"},
    "manager": {"tr": "Müdür (örnek)", "fa": "مدیر (نمونه)", "en": "Manager (sample)"},
    "mayor": {"tr": "Başkan (örnek)", "fa": "شهردار (نمونه)", "en": "Mayor (sample)"},
    "administrator": {"tr": "Yönetici (örnek)", "fa": "راهبر سامانه (نمونه)", "en": "Administrator (sample)"},
}
TOWN_HALL = {"tr": "Belediye", "fa": "شهرداری", "en": "Town hall"}


@transaction.atomic
def demo_account(*, role: str, now: datetime) -> Account:
    """
    The demo account of a role, with every vacant post of that role, so that there is always work to see.

    :raises KeyError: for a role the demo does not know
    """
    names = SAMPLE_NAMES[role]
    language = current().default_language
    account, _made = Account.objects.get_or_create(
        username=f"demo-{role}",
        defaults={
            "display_name": names.get(language, names["en"]),
            "password": "!demo",  # no password fits: the one click is the only way in
            "is_sample": True,
            "joined_at": now,
        },
    )
    if role != "citizen" and role not in roles_of(account, timezone.localdate(now)):
        _give_posts(account, role, now)
    return account


def _give_posts(account: Account, role: str, now: datetime) -> None:
    today = timezone.localdate(now)
    held = Holding.objects.on(today).values("post")
    seats = list(Post.objects.filter(role=role).exclude(pk__in=held).order_by("unit__path", "code"))
    for seat in seats or [_a_seat_of_its_own(role)]:
        try:
            appoint(post=seat, account=account, from_on=today, now=now, is_sample=True)
        except PostTaken:  # promised to somebody from a later day on: it stays theirs
            continue


def _a_seat_of_its_own(role: str) -> Post:
    top = OrgUnit.objects.order_by("path").first()
    if top is None:
        top = ensure_unit(code="municipality", names=TOWN_HALL, kind="municipality", is_sample=True)
    return ensure_post(
        code=f"demo-{role}", unit=top.code, role=role, names=SAMPLE_NAMES[role], is_sample=True
    )
