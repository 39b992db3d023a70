"""Pure drawing: colours, icons, charts."""
