"""Which times a counter offers: plain arithmetic of patterns, days off and clocks."""
