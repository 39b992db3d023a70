"""Views of the city that staff compose, keep and share; public ones may stand in other sites."""
