"""The door of this room."""

from meydan.base.feeds.writing import ATOM_TYPE, RSS_TYPE, Entry, Feed, as_atom, as_rss

__all__ = ["ATOM_TYPE", "RSS_TYPE", "Entry", "Feed", "as_atom", "as_rss"]
