"""Writes: drafting, deciding, publishing, telling, ending; one file each."""
