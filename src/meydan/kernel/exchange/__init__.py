"""What is shared, and with whom."""
