"""Pure arithmetic about the environment."""
