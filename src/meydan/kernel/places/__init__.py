"""What stands somewhere, and what happens there."""
