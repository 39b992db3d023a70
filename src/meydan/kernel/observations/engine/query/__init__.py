"""
The query language of SensorThings 1.1: text in, a checked syntax tree out. No tables, no clock.

``options.parse_query`` and ``paths.parse_path`` read an address; ``check.check_query`` asks whether it makes sense;
``ast`` is what comes out, ``model`` and ``resolve`` say what its paths lead to, ``sorts`` and ``functions`` what its
operators take. ``render`` writes a tree back. ``evaluate`` says what a query means. ``refusals.QueryRefused`` is the
one error.
"""
