"""Files in which a plan is published, as tables of text."""
