"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import enqueue, every, job
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.mqtt.messages import forget_names
from meydan.kernel.observations.operations import keeping, rollups
from meydan.kernel.observations.operations.expiring import expire_silent
from meydan.kernel.observations.operations.looks import AREAS, ASKED, look
from meydan.kernel.observations.operations.scoping import refresh_areas
from meydan.kernel.observations.operations.silence import open_silences
from meydan.kernel.observations.stores import feed, partitions


# Each step is a short transaction of its own and leaves nothing half done, so none is needed around them.
@every(minutes=5)
@job(name="observations.roll_up", atomic=False, label=_("Gather measurements by hour and day"))
def roll_up(now: datetime) -> int:
    """Gather the civil days whose values changed."""
    return rollups.roll_up(now)


@every(minutes=1)
@job(
    name="observations.find_silence",
    atomic=False,
    priority=2,
    label=_("Find stations that say nothing, and areas beyond a limit"),
)
def find_silence(now: datetime) -> None:
    """What no arriving value can tell: silence, and what several stations show together."""
    open_silences(now)
    look(now, AREAS)
    expire_silent(now)


@every(minutes=5)
@job(name="observations.ask_providers", atomic=False, label=_("Look at indices and forecasts for alerts"))
def ask_providers(now: datetime) -> None:
    """Rules on an index or a forecast, which other rooms answer for."""
    refresh_areas()
    look(now, ASKED)


@every(minutes=5)
@job(name="observations.sweep_feed", priority=1, label=_("Forget what was passed on long ago"))
def sweep_feed(now: datetime) -> int:
    """Entries of the feed older than an hour, listeners that went, messages that cannot come again."""
    return feed.sweep(to_us(now)) + forget_names(now)


@every(daily="02:40")
@job(name="observations.make_months", atomic=False, label=_("Make room for the next months of measurements"))
def make_months(now: datetime) -> None:
    """Partitions of the months to come on PostgreSQL, and none any more of those that hold nothing."""
    partitions.ensure(to_us(now))
    partitions.drop_empty(to_us(now))


# A round that is longer than this [s] goes on in a job of its own.
ROUND_S = 400


@every(daily="03:10")
@job(
    name="observations.keep",
    atomic=False,
    label=_("Archive and remove measurements older than they are kept"),
)
def keep(now: datetime) -> int:
    """What is older than it is kept goes to the archive and out of the table, in short transactions."""
    done = keeping.keep(now=now, limit_s=ROUND_S)
    if not done.is_whole:
        enqueue("observations.keep", key="observations.keep")
    return done.removed


@job(
    name="observations.check_conformance",
    atomic=False,
    retries=0,
    label=_("Check the door for machines against its standard"),
)
def check_conformance(now: datetime) -> int:
    """Every requirement of SensorThings, asked over HTTP of this very home; how many are not met."""
    from meydan.kernel.observations.sta.conformance.lines import FAILED
    from meydan.kernel.observations.sta.conformance.own import check_own

    return check_own(now).count(FAILED)
