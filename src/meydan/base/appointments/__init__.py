"""Appointments at a counter: which times are offered, who holds one, and how the counter's day went."""
