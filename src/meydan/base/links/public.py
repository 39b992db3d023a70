"""The door of this room."""

from meydan.base.links.engine import RefUnreadable
from meydan.base.links.models import Link
from meydan.base.links.operations import link, unlink
from meydan.base.links.queries import chain_from, links_from, links_to

__all__ = ["Link", "RefUnreadable", "chain_from", "link", "links_from", "links_to", "unlink"]
