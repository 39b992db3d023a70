"""New observations for those who look on: one reader of the feed a process, and server-sent events."""
