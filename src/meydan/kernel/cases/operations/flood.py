"""Slows a flood of reports from one address, and nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import transaction

from meydan.kernel.cases.models import ReportTrace
from meydan.kernel.cases.privacy import digest

# A family behind one router, or a counter clerk, stays far below; a script does not.
LIMITS = {
    "report": (timedelta(minutes=10), 8),
    # Forms sent, also those that come back with something to mend or to choose.
    "form": (timedelta(minutes=10), 40),
    # Each costs the municipality a text message, and somebody a ringing phone.
    "proof": (timedelta(minutes=30), 4),
    # Guessing codes: 28 million of them a prefix, and twenty looks in ten minutes.
    "follow": (timedelta(minutes=10), 20),
    "phone": (timedelta(minutes=30), 6),
    # Proposals and words about them: a lively evening at one library is below, a flood is not.
    "idea": (timedelta(hours=1), 6),
    "comment": (timedelta(minutes=10), 12),
    "support": (timedelta(minutes=10), 60),
    "flag": (timedelta(minutes=30), 10),
    # A program of others reports for a whole town: thirty a minute is a bad day, more is a loop gone wild.
    "open311": (timedelta(minutes=10), 300),
}


class TooMany(Exception):
    """This address sent too many of a kind; ``wait_minutes`` says when it may try again."""

    def __init__(self, wait_minutes: int) -> None:
        super().__init__(f"wait {wait_minutes} minutes")
        self.wait_minutes = wait_minutes


def network_of(address: str) -> str:
    """
    Return what one visitor holds of an address: the whole of IPv4, the first half of IPv6.

    A home or a phone is given 2^64 IPv6 addresses (RFC 6177), so counting each would count nothing.
    """
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or ip_network((read, 64), strict=False))
    return str(read)


@transaction.atomic
def count_visit(*, kind: str, address: str, now: datetime) -> None:
    """
    Count one report, look-up or phone guess of an address; only a keyed digest of the address is kept.

    :raises TooMany: if the address reached the limit of its kind
    """
    window, most = LIMITS[kind]
    visitor = digest("address", network_of(address))
    mine = ReportTrace.objects.filter(address_digest=visitor, kind=kind, at__gt=now - window)
    times = list(mine.order_by("at", "id").values_list("at", flat=True))
    if len(times) >= most:
        raise TooMany(max(1, round((times[-most] + window - now).total_seconds() / 60)))
    ReportTrace.objects.create(address_digest=visitor, kind=kind, at=now)


def sweep_traces(*, before: datetime) -> int:
    """Forget old traces; return how many."""
    return ReportTrace.objects.filter(at__lt=before).delete()[0]
