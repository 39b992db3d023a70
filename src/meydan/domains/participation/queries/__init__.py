"""What is read, one module a noun."""
