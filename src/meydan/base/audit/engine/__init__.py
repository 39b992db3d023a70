"""Hash chains over salted digests: each link covers all links before it."""

from meydan.base.audit.engine.chain import START, canonical, chain, new_salt, salted, seal

__all__ = ["START", "canonical", "chain", "new_salt", "salted", "seal"]
