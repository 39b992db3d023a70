"""Proving that a phone is one's own: a code by text message, used once, gone after minutes."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from meydan.base.notify.public import Recipient, send
from meydan.kernel.cases.models import PhoneProof
from meydan.kernel.cases.privacy import digest
from meydan.kernel.cases.queries.mine import is_known_phone

CODE_LENGTH = 6
VALID_FOR = timedelta(minutes=10)
# One in 200,000 guesses a code in five tries.
MOST_WRONG = 5
# Nobody's phone is made to ring by strangers.
MOST_CODES, CODES_WITHIN = 3, timedelta(minutes=30)


class CodeWrong(Exception):
    """The code is not the one sent last, or it is used, too old, or was guessed at too often."""


@transaction.atomic
def send_code(*, phone: str, language: str, now: datetime) -> bool:
    """
    Send a code to a phone (E.164) that some case knows; return whether one was sent.

    A page says the same either way, so that nobody learns which phones have reported.
    """
    return is_known_phone(phone) and send_code_to(phone=phone, language=language, now=now)


@transaction.atomic
def send_code_to(*, phone: str, language: str, now: datetime) -> bool:
    """
    Send a code to a phone (E.164) that need not be known yet; ``False`` if it had its share lately.

    Callers count the visitor first: each code costs the municipality a text message.
    """
    mine = PhoneProof.objects.filter(phone_digest=digest("phone", phone))
    if mine.filter(sent_at__gt=now - CODES_WITHIN).count() >= MOST_CODES:
        return False
    code = "".join(str(secrets.randbelow(10)) for _ in range(CODE_LENGTH))
    PhoneProof.objects.create(
        phone_digest=digest("phone", phone),
        code_digest=_code_digest(phone, code),
        sent_at=now,
        ends_at=now + VALID_FOR,
    )
    minutes = int(VALID_FOR.total_seconds() // 60)
    send(
        "phone_code",
        to=Recipient(phone=phone, language=language),
        context={"proof": code, "minutes": minutes},
        now=now,
    )
    return True


def prove(*, phone: str, code: str, now: datetime) -> str:
    """
    Use up the code sent last to a phone; return the phone's digest, by which its cases are found.

    :raises CodeWrong: if it is not that code; the try counts even so
    """
    mine = PhoneProof.objects.filter(phone_digest=digest("phone", phone), used_at=None, ends_at__gt=now)
    newest = mine.order_by("-sent_at", "-pk").first()
    if newest is None:
        raise CodeWrong
    # Counted before it is compared, in one statement, so that guesses sent at once are all counted.
    left = PhoneProof.objects.filter(pk=newest.pk, used_at=None, wrong_tries__lt=MOST_WRONG)
    if not left.update(wrong_tries=F("wrong_tries") + 1):
        raise CodeWrong
    if not constant_time_compare(newest.code_digest, _code_digest(phone, code)):
        raise CodeWrong
    if not PhoneProof.objects.filter(pk=newest.pk, used_at=None).update(used_at=now):
        raise CodeWrong
    return newest.phone_digest


def _code_digest(phone: str, code: str) -> str:
    return digest("proof", f"{phone}:{code}")


def sweep_proofs(*, before: datetime) -> int:
    """Forget codes sent before a moment; return how many."""
    return PhoneProof.objects.filter(sent_at__lt=before).delete()[0]
