"""The staff's day: inbox, alerts, units, jobs."""
