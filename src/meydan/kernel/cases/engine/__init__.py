"""Pure rules of casework: workflows, clocks and codes; no Django, clock, file or network."""
