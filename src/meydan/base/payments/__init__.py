"""Fees that people pay: orders, the systems that take the money, and the book that is held against their statements."""
