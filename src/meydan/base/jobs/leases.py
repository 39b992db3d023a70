"""A claim on a job: what a worker holds while it works."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class LeaseLost(Exception):
    """Another worker has taken this job over, so nothing this one did may be kept."""


class GiveUp(Exception):
    """Raised by a job that cannot succeed however often it is tried; it becomes a dead letter at once."""


@dataclass(frozen=True)
class Lease:
    """One claim on one job."""

    job_id: int
    fence: int
    name: str
    arguments: dict[str, Any] = field(hash=False)
    attempts: int
    max_attempts: int
    owner: str
    claimed_at: datetime
