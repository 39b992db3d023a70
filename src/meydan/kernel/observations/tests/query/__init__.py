"""Tests of the query language; ``grammar`` and ``worlds`` also serve whoever holds SQL against it."""
