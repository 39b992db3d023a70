"""What a system that takes money must be able to do, and which one is connected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise


class ProviderFailed(Exception):
    """No usable answer came; nothing is known of the payment, and it is asked about again."""


class ProviderUnknown(LookupError):
    """No provider of this code is registered."""


@dataclass(frozen=True)
class Asked:
    """A payment as it is asked for. The same ``key`` twice must never take money twice."""

    key: str
    amount_minor: int
    currency: str
    words: str
    return_url: str
    notice_url: str


@dataclass(frozen=True)
class Begun:
    """A payment that waits at the provider: its reference there, and where the payer goes."""

    reference: str
    url: str


@dataclass(frozen=True)
class Standing:
    """What the provider says of a payment when asked: ``waiting``, ``paid`` or ``failed``."""

    state: str
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class NoticeFacts:
    """A genuine notice: which payment it speaks of. What it says of it is never believed: the provider is asked."""

    event_id: str
    reference: str


class Provider(Protocol):
    """A system that takes money."""

    @property
    def code(self) -> str:
        """Its name in tables."""

    @property
    def names(self) -> str | Promise:
        """Its name on pages."""

    @property
    def is_sandbox(self) -> bool:
        """Whether it takes no real money."""

    @property
    def is_ready(self) -> bool:
        """Whether it is switched on and has what it needs."""

    def begin(self, asked: Asked) -> Begun:
        """Ask for a payment. :raises ProviderFailed: if no answer came"""

    def standing(self, reference: str) -> Standing:
        """Ask how a payment stands. :raises ProviderFailed: if no answer came"""

    def refund(self, reference: str, *, key: str, amount_minor: int) -> None:
        """Give money back, once for a key. :raises ProviderFailed: if no answer came or it was refused"""

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> NoticeFacts:
        """Read a notice. :raises NoticeForged: if it is not theirs"""


_providers: dict[str, Provider] = {}


def register_provider(provider: Provider) -> None:
    """Make a system known; called from ``apps.ready()``."""
    _providers[provider.code] = provider


def provider(code: str) -> Provider:
    """
    The provider of a code.

    :raises ProviderUnknown: if there is none
    """
    try:
        return _providers[code]
    except KeyError:
        raise ProviderUnknown(code) from None


def ready_provider() -> Provider | None:
    """The one that takes payments here: a real one before the sandbox; nothing when none is switched on."""
    ready = [one for one in _providers.values() if one.is_ready]
    return min(ready, key=lambda one: (one.is_sandbox, one.code), default=None)
