"""What is kept of a citizen who signed in: a digest to know them again, and their identity, sealed and erasable."""

from __future__ import annotations

import json
from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest

from meydan.base.audit.public import record
from meydan.base.people.identity.oidc_client import Person
from meydan.base.people.models import Account, Citizen, LogoutHeard, OutsideSession
from meydan.base.sealing.public import SealUnreadable, keyed_digest, open_text, seal_text

SEAL, DIGEST = b"meydan people: identity", b"meydan people: subjects"
IN_SESSION = "people_citizen"


def digest_of(provider: str, what: str, value: str) -> str:
    """The digest under which a subject or a session of a system is known; empty for an empty value."""
    return keyed_digest(f"{provider}:{what}:{value}", purpose=DIGEST) if value else ""


@transaction.atomic
def recognise(*, provider: str, person: Person, now: datetime) -> Citizen:
    """Find or make the citizen a system speaks of; who was erased and comes again begins anew."""
    sealed = seal_text(json.dumps({"id": person.subject, "name": person.name}), purpose=SEAL)
    citizen, _made = Citizen.objects.update_or_create(
        provider=provider,
        subject_digest=digest_of(provider, "sub", person.subject),
        defaults={"identity_sealed": sealed, "last_at": now, "erased_at": None},
        create_defaults={"identity_sealed": sealed, "first_at": now, "last_at": now},
    )
    return citizen


def identity_of(citizen: Citizen) -> dict[str, str]:
    """
    The number and the name of a citizen; empty when they were erased.

    :raises SealUnreadable: if the home's secret is not the one they were sealed with
    """
    told = open_text(citizen.identity_sealed, purpose=SEAL)
    return dict(json.loads(told)) if told else {}


@transaction.atomic
def erase_citizen(*, citizen: Citizen, actor: Account | None, now: datetime) -> None:
    """Erase who a citizen is; the digest goes too, so that nothing leads back to them."""
    OutsideSession.objects.filter(provider=citizen.provider, subject_digest=citizen.subject_digest).delete()
    thing = f"people.citizen:{citizen.pk}"
    Citizen.objects.filter(pk=citizen.pk).update(
        identity_sealed=b"", subject_digest=f"erased:{citizen.pk}", erased_at=now
    )
    record(verb="people.citizen_erased", actor=actor, thing=thing, payload={}, now=now)


def citizen_of(request: HttpRequest) -> Citizen | None:
    """The citizen who is signed in with this browser."""
    number = request.session.get(IN_SESSION)
    return Citizen.objects.filter(pk=number, erased_at=None).first() if number else None


def citizen_name(citizen: Citizen) -> str:
    """The name of a citizen as a page greets them; empty where it cannot be read."""
    try:
        return identity_of(citizen).get("name", "")
    except SealUnreadable:
        return ""


def remember_session(*, provider: str, subject: str, sid: str, session_key: str, now: datetime) -> None:
    """Note that a session began at a system outside."""
    OutsideSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "provider": provider,
            "subject_digest": digest_of(provider, "out", subject),
            "sid_digest": digest_of(provider, "sid", sid),
            "began_at": now,
        },
    )


def end_sessions(*, provider: str, subject: str, sid: str, jti: str, now: datetime) -> int:
    """End the sessions a logout token speaks of, once a token; return how many ended."""
    try:
        with transaction.atomic():
            LogoutHeard.objects.create(provider=provider, jti=jti[:200], heard_at=now)
            meant = (
                Q(sid_digest=digest_of(provider, "sid", sid))
                if sid
                else Q(subject_digest=digest_of(provider, "out", subject))
            )
            found = list(OutsideSession.objects.filter(meant, provider=provider))
            for one in found:
                SessionStore(one.session_key).delete()
                one.delete()
    except IntegrityError:
        return 0
    return len(found)
