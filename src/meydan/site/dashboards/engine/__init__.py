"""Pure parts of this room: notes as HTML, spans of time."""
