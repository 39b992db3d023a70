"""The design system: layout, components, map, charts."""
