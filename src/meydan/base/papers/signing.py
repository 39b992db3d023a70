"""
The hook for electronic signatures: the act of signing happens outside, in a system that a city chooses.

A provider takes a paper's file and gives back a detached signature (CMS) or says that it cannot. Without one the
house says "not connected" and papers are signed by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meydan.base.papers.models import Paper


class SigningUnavailable(Exception):
    """No signature came: no provider is connected, or it could not be reached; the message says which."""


@dataclass(frozen=True)
class Signature:
    """A detached signature over a file, and whose it is in words."""

    content: bytes
    media_type: str
    signer: str
    is_sandbox: bool


class SigningProvider(Protocol):
    """A system that signs files."""

    @property
    def name(self) -> str:
        """A name of its own."""

    @property
    def names(self) -> str | Promise:
        """What pages say of it."""

    @property
    def is_connected(self) -> bool:
        """Whether it signs."""

    def sign(self, content: bytes, *, signer: str) -> Signature:
        """
        Sign a file.

        :raises SigningUnavailable: if it cannot
        """


class NotConnected:
    """Stands where a city has not connected a system yet; it says so and signs nothing."""

    name = "none"
    names = _("No system for electronic signatures is connected.")
    is_connected = False

    def sign(self, content: bytes, *, signer: str) -> Signature:
        """Refuse, and say what to do."""
        raise SigningUnavailable(
            "No system for electronic signatures is connected. Sign on paper, or register a provider."
        )


class ProviderTaken(Exception):
    """Two rooms claim to sign."""


_providers: list[SigningProvider] = []


def register_signing_provider(provider: SigningProvider) -> None:
    """
    Connect a system that signs; called from ``apps.ready()``.

    :raises ProviderTaken: if another one is connected
    """
    if any(held.name != provider.name for held in _providers):
        raise ProviderTaken(provider.name)
    _providers[:] = [provider]


def forget_signing_provider() -> None:
    """Disconnect it again (for tests)."""
    _providers.clear()


def signing_provider() -> SigningProvider:
    """The system that signs here."""
    return _providers[0] if _providers else NotConnected()


def signature_words(paper: Paper) -> str:
    """What the page about a paper says of its signature."""
    return str(_("Signed by hand on paper; this page vouches for the file alone."))
