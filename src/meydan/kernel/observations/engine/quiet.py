"""Hours in which people are not written to unless it is serious."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(at: datetime, begins: time | None, ends: time | None, zone: ZoneInfo) -> datetime | None:
    """
    Return when the quiet hours end that ``at`` falls into, or ``None`` outside them.

    They run from ``begins`` to ``ends`` by the clocks of ``zone``, over midnight when they end earlier than
    they begin; the end itself is no longer quiet. Without both there are none.

    :param at: an aware moment
    """
    if begins is None or ends is None or begins == ends:
        return None
    here = at.astimezone(zone)
    clock = here.time()
    over_midnight = ends < begins
    is_quiet = clock >= begins or clock < ends if over_midnight else begins <= clock < ends
    if not is_quiet:
        return None
    day = here.date() + timedelta(days=1) if over_midnight and clock >= begins else here.date()
    # The clocks of the city say when: a night with a changed hour is longer or shorter, its end is not moved.
    return datetime.combine(day, ends, tzinfo=zone)
