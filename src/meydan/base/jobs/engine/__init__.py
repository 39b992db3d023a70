"""When a periodic job is due and how long a failed one waits: pure arithmetic."""

from meydan.base.jobs.engine.timetable import Daily, Interval, Timetable, back_off_s

__all__ = ["Daily", "Interval", "Timetable", "back_off_s"]
