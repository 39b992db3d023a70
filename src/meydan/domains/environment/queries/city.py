"""The environment of the city at one moment: air first, then everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from meydan.domains.environment.engine.kinds import KINDS, OTHERS
from meydan.domains.environment.queries.air import Air, air_of
from meydan.domains.environment.queries.gauges import Post, posts_of
from meydan.domains.environment.queries.snapshot import Snapshot, snapshot


@dataclass(frozen=True)
class City:
    """What was read: the air, and the stations of each other kind."""

    air: Air
    posts: Mapping[str, Sequence[Post]]
    seen: Snapshot

    @property
    def is_sample(self) -> bool:
        """Whether anything shown is a sample."""
        return any(stream.is_sample for stream in self.seen.streams)


def city_now(now: datetime) -> City:
    """Every kind in at most five queries."""
    seen = snapshot(now, [kind.code for kind in KINDS])
    posts = posts_of(seen)
    by_kind = {kind.code: [post for post in posts if post.kind.code == kind.code] for kind in OTHERS}
    return City(air_of(seen), by_kind, seen)
