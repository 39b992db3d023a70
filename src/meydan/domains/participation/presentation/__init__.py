"""How things are shown, one module a noun."""
