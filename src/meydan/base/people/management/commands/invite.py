"""``meydan invite NAME --role administrator --unit municipality``: print a one-time link."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meydan.base.people.models import OrgUnit, Post, Role
from meydan.base.people.operations import PostTaken, drop_second_step, ensure_post, invitation_address, invite
from meydan.base.people.queries import posts_on

ROLE_NAMES = {
    "clerk": {"tr": "Görevli", "fa": "کارشناس", "en": "Clerk"},
    "inspector": {"tr": "Denetçi", "fa": "بازرس", "en": "Inspector"},
    "manager": {"tr": "Müdür", "fa": "مدیر", "en": "Manager"},
    "mayor": {"tr": "Başkan", "fa": "شهردار", "en": "Mayor"},
    "administrator": {"tr": "Sistem yöneticisi", "fa": "راهبر سامانه", "en": "Administrator"},
}


class Command(BaseCommand):
    help = "Invites somebody: makes the account with a post and prints a link to set the password, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, role and unit."""
        parser.add_argument("name", help="user name, for example g.isik")
        parser.add_argument("--role", choices=Role.values, help="without it, only a fresh link is made")
        parser.add_argument("--unit", default="municipality", help="code of the unit (municipality)")
        parser.add_argument("--post", help="code of a post, instead of role and unit")
        parser.add_argument(
            "--drop-code", action="store_true", help="forget a lost telephone and its recovery codes as well"
        )
        parser.add_argument("--display-name", default="", help="the name colleagues read")
        parser.add_argument("--email", default="")
        parser.add_argument("--language", default="", choices=["", "tr", "fa", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite and print the link."""
        try:
            made = invite(
                username=options["name"],
                display_name=options["display_name"],
                email=options["email"],
                language=options["language"],
                post=_post(options),
                now=timezone.now(),
            )
        except PostTaken as taken:
            raise CommandError(f"Somebody else holds the post {taken}. End that holding first.") from taken
        if options["drop_code"]:
            drop_second_step(account=made.account, now=timezone.now())
        self.stdout.write(f"{made.account.username}: open this link once, within seven days:")
        self.stdout.write(invitation_address(made.token))


def _post(options: dict[str, Any]) -> Post | None:
    if options["post"]:
        found = Post.objects.filter(code=options["post"]).first()
        if found is None:
            raise CommandError(f"No post has the code {options['post']!r}.")
        return found
    if not options["role"]:
        return None
    return _seat(options["role"], options["unit"])


def _seat(role: str, unit: str) -> Post:
    """A vacant post of the role in the unit, or a new one."""
    if not OrgUnit.objects.filter(code=unit).exists():
        known = ", ".join(OrgUnit.objects.order_by("code").values_list("code", flat=True)[:20])
        raise CommandError(
            f"No unit has the code {unit!r}. Load the pack first (meydan load). Known: {known}"
        )
    seats = list(posts_on(timezone.localdate()).filter(unit__code=unit, role=role))
    vacant = [seat for seat in seats if not seat.current]
    if vacant:
        return vacant[0]
    number = f"-{len(seats) + 1}" if seats else ""
    return ensure_post(code=f"{unit}-{role}{number}", unit=unit, role=role, names=ROLE_NAMES[role])
