"""Warnings as the Common Alerting Protocol 1.2 writes them: pure, without tables, clock, files or network."""
