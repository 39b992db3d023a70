"""Pages: what everybody reads, what machines read, what officers do."""
