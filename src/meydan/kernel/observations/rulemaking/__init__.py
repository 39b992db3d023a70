"""Rules of a city's own, made on a page and tried on last year's values first."""
