"""Where a post is asked: its office's telephone and e-mail, sealed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account, Post
from meydan.base.sealing.public import seal_text
from meydan.kernel.strategy.models import PostAddress
from meydan.kernel.strategy.routinesetup import PURPOSE


@transaction.atomic
def set_address(*, post: Post, phone: str, email: str, language: str, actor: Account, now: datetime) -> None:
    """Keep a post's telephone (E.164) and e-mail; a question that is open is answered from where it was asked."""
    PostAddress.objects.update_or_create(
        post=post,
        defaults={
            "phone_sealed": seal_text(phone, purpose=PURPOSE),
            "email_sealed": seal_text(email, purpose=PURPOSE),
            "language": language,
            "changed_at": now,
            "is_sample": False,
        },
    )
    record(
        verb="strategy.address_set",
        actor=actor,
        thing=f"people.post:{post.code}",
        payload={"phone": bool(phone), "email": bool(email)},
        now=now,
    )
