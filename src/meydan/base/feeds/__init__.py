"""Lists that readers follow by themselves: Atom and RSS."""
