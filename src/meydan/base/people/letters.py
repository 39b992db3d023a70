"""The one letter this room sends: a link to set a new password."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import get_language

from meydan.base.people.models import Account


def send_reset_letter(*, email: str, account: Account, link: str) -> None:
    """Hand the letter to ``base.notify``, in the language the account reads, else in that of the page."""
    # notify knows accounts and so imports this room; asking for it only now avoids a circle.
    from meydan.base.notify.public import Recipient, send

    send(
        "password_reset",
        to=Recipient(email=email, language=account.language or get_language() or "en"),
        context={"name": account.name, "link": link},
        now=timezone.now(),
    )
