"""The door of this room."""

from meydan.base.jobs.beside import register_beside
from meydan.base.jobs.leases import GiveUp, Lease, LeaseLost
from meydan.base.jobs.models import Job
from meydan.base.jobs.operations import enqueue, try_again
from meydan.base.jobs.registry import JobUnknown, every, forget, job
from meydan.base.jobs.runner import effect, held, run_due
from meydan.base.jobs.schedules import fire_due
from meydan.base.jobs.worker import Worker

__all__ = [
    "GiveUp",
    "Job",
    "JobUnknown",
    "Lease",
    "LeaseLost",
    "Worker",
    "effect",
    "enqueue",
    "every",
    "fire_due",
    "forget",
    "held",
    "job",
    "register_beside",
    "run_due",
    "try_again",
]
