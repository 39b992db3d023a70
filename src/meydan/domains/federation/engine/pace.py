"""When a city is asked again, and when its copy counts as old."""

from __future__ import annotations

from datetime import timedelta

PERIOD = timedelta(minutes=5)
# Three visits missed: not a hiccup any more.
STALE_AFTER = 3 * PERIOD
# Portal and cities are often started together; a city that is seconds late should be seen within seconds.
FIRST_PAUSES_S = (1, 2, 3, 5, 10, 20)


def pause_s(failures: int) -> int | None:
    """
    Seconds until the next try after so many failures in a row [s]; ``None`` leaves it to the next period.
    """
    return FIRST_PAUSES_S[failures - 1] if 1 <= failures <= len(FIRST_PAUSES_S) else None
