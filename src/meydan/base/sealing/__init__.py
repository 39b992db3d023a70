"""What is personal lies encrypted, with keys drawn from the home's secret."""
