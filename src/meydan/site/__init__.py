"""What people open: pages that compose the storeys below."""
