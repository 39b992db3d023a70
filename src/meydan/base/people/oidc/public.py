"""The door to tokens; apart from the room's own, for it loads what checks signatures, which most homes never need."""

from meydan.base.people.oidc.bearers import Bearer, bearer_of
from meydan.base.people.oidc.refusals import TokenRefused, Why
from meydan.base.people.oidc.rings import forget_rings

__all__ = ["Bearer", "TokenRefused", "Why", "bearer_of", "forget_rings"]
