"""How many may look on at once."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

# A school or a town hall stands behind one address.
MOST_OF_ONE = 40
MOST_IN_ALL = 500


class Full(Exception):
    """Nobody more is let in for now."""


@dataclass
class Seats:
    """Who looks on, counted by address."""

    of_one: int = MOST_OF_ONE
    in_all: int = MOST_IN_ALL
    taken: Counter[str] = field(default_factory=Counter)

    def take(self, address: str) -> None:
        """
        Let one in.

        :raises Full: if there are too many, of this address or in all
        """
        if self.taken[address] >= self.of_one or self.taken.total() >= self.in_all:
            raise Full
        self.taken[address] += 1

    def leave(self, address: str) -> None:
        """One went."""
        self.taken[address] -= 1
        if not self.taken[address]:
            del self.taken[address]


def address_of(client: str, headers: Mapping[str, str]) -> str:
    """Where somebody comes from: behind a proxy on this machine, what the proxy says of them."""
    said = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    with suppress(ValueError):
        if said and ipaddress.ip_address(client).is_loopback:
            return str(ipaddress.ip_address(said))
    return client
