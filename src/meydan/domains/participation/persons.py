"""A person who writes or supports: known by a proven phone or an account, kept as keyed digests."""

from __future__ import annotations

from dataclasses import dataclass

from meydan.base.sealing.public import keyed_digest, open_text, seal_text

AUTHORS = b"participation.authors"
SUPPORTS = b"participation.supports"
CONTACTS = b"participation.contacts"


@dataclass(frozen=True)
class Contact:
    """Where somebody wants to be written to, and in which language."""

    address: str
    is_phone: bool
    language: str

    @property
    def digest(self) -> str:
        """By what one address is recognised in every proposal."""
        return keyed_digest(self.address, purpose=CONTACTS)

    @property
    def sealed(self) -> bytes:
        """The address, encrypted."""
        return seal_text(self.address, purpose=CONTACTS)


@dataclass(frozen=True)
class Person:
    """Whoever stands before us: ``key`` names one phone or one account and never leaves the memory."""

    key: str
    contact: Contact | None = None

    @property
    def author_digest(self) -> str:
        """By what their texts are found again, by them alone."""
        return keyed_digest(self.key, purpose=AUTHORS)

    def support_digest(self, proposal_id: int) -> str:
        """By what they are counted once, in this proposal alone."""
        return keyed_digest(f"{proposal_id}/{self.key}", purpose=SUPPORTS)


def address_in(sealed: bytes | memoryview) -> str:
    """The address of a follower."""
    return open_text(sealed, purpose=CONTACTS)
