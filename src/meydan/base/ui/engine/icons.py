"""Our line icons: drawn on a 24 by 24 square with a round pen."""
# ruff: noqa: E501 - a path breaks nowhere

from __future__ import annotations

from typing import Final

LINES: Final[dict[str, str]] = {
    "report": "M12 21c-4-4.6-6-7.6-6-10.5a6 6 0 0 1 12 0c0 2.9-2 5.9-6 10.5zM12 7.5v3.5M12 13.6v.1",
    "street": "M4 21V10l8-6.5 8 6.5v11M9.5 21v-7h5v7M2.5 21h4M17.5 21h4",
    "pharmacy": "M6 3.5h12A2.5 2.5 0 0 1 20.5 6v12a2.5 2.5 0 0 1-2.5 2.5H6A2.5 2.5 0 0 1 3.5 18V6A2.5 2.5 0 0 1 6 3.5zM12 8v8M8 12h8",
    "bus": "M7 4h10a2.5 2.5 0 0 1 2.5 2.5V16a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 16V6.5A2.5 2.5 0 0 1 7 4zM4.5 11.5h15M7.5 17.5V20M16.5 17.5V20M8 14.6v.1M16 14.6v.1",
    "air": "M3 9h10.5a2.5 2.5 0 1 0-2.3-3.5M3 13h15.5a2.5 2.5 0 1 1-2.3 3.5M3 17h8",
    "works": "M12 3.5 21.5 20h-19zM12 10v4.5M12 17.2v.1",
    "services": "M7 3.5h10A1.5 1.5 0 0 1 18.5 5v14a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5zM9 8.5h6M9 12h6M9 15.5h3.5",
    "plan": "M3.5 20.5h17M6 20.5v-8M10.5 20.5v-16M15 20.5V10M19 20.5v-5",
    "search": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 20.5 20.5",
    "map": "M9 4 3.5 6.5V20L9 17.5l6 2.5 5.5-2.5V4L15 6.5zM9 4v13.5M15 6.5V20",
    "case": "M4 8.5h16v11H4zM9 8.5V5.5h6v3M4 13.5h16",
    "alert": "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4",
    "clock": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 7.5V12l3 2",
    "people": "M9 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M15.5 5a3.5 3.5 0 0 1 0 6.5M17.5 14.5c2.4.8 4 2.8 4 5.5",
    "person": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20.5c0-4 3.3-6.5 7.5-6.5s7.5 2.5 7.5 6.5",
    "data": "M4.5 6c0-1.7 3.4-2.5 7.5-2.5s7.5.8 7.5 2.5v12c0 1.7-3.4 2.5-7.5 2.5S4.5 19.7 4.5 18zM4.5 6c0 1.7 3.4 2.5 7.5 2.5s7.5-.8 7.5-2.5M4.5 12c0 1.7 3.4 2.5 7.5 2.5s7.5-.8 7.5-2.5",
    "check": "M4.5 12.5 10 18 19.5 7",
    "close": "M6 6l12 12M18 6 6 18",
    "plus": "M12 5v14M5 12h14",
    "home": "M4 11 12 4l8 7v9.5h-5.5V15h-5v5.5H4z",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "next": "M9.5 5.5 16 12l-6.5 6.5",
    "previous": "M14.5 5.5 8 12l6.5 6.5",
    "arrow": "M4.5 12h15M13 5.5l6.5 6.5-6.5 6.5",
    "down": "M5.5 9.5 12 16l6.5-6.5",
    "info": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11v5.5M12 7.7v.1",
    "phone": "M6 3.5h3l1.5 4-2 1.8a12 12 0 0 0 6.2 6.2l1.8-2 4 1.5v3c0 1.4-1 2.5-2.5 2.5C10.5 20.5 3.5 13.5 3.5 6A2.5 2.5 0 0 1 6 3.5z",
    "mail": "M3.5 6h17v12.5h-17zM3.5 7l8.5 6.5L20.5 7",
    "calendar": "M4 6h16v14.5H4zM4 10.5h16M8.5 3.5v5M15.5 3.5v5",
    "camera": "M4 7.5h4l1.5-3h5l1.5 3h4v12H4zM12 10a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z",
    "file": "M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5",
    "download": "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
    "upload": "M12 15.5V4.5M7 9l5-5 5 5M4.5 20h15",
    "filter": "M4 5.5h16L14 13v6.5l-4-2V13z",
    "settings": "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4zM9 14.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z",
    "link": "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 1 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 1 0 5.7 5.7l1-1",
    "outside": "M13.5 4.5h6v6M19.5 4.5 11 13M10 5H5v14h14v-5",
    "print": "M7 8.5v-5h10v5M7 16.5H4v-8h16v8h-3M7 13.5h10v7H7z",
    "school": "M12 4.5 22 9.5l-10 5-10-5zM6 11.8V16.5c1.7 1.6 3.7 2.3 6 2.3s4.3-.7 6-2.3v-4.7M22 9.5V15",
    "park": "M12 3.5c3.5 0 5.5 2.5 5.5 5 2 .8 2.5 2.2 2.5 3.5 0 2.3-1.8 4-4.5 4h-7C5.8 16 4 14.3 4 12c0-1.3.5-2.7 2.5-3.5 0-2.5 2-5 5.5-5zM12 10v11",
    "water": "M12 3.5c3.8 4.7 6 8 6 11a6 6 0 0 1-12 0c0-3 2.2-6.3 6-11z",
    "energy": "M13.5 3 5.5 13.5H11L10 21l8.5-11H13z",
    "shield": "M12 3.5 19.5 6v6c0 4.3-3 7.3-7.5 9-4.5-1.7-7.5-4.7-7.5-9V6z",
    "building": "M5 20.5v-17h9v17M14 9.5h5.5v11M2.5 20.5h19M8 7.5h3M8 11.5h3M8 15.5h3",
    "sensor": "M12 10.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM8.5 8.5a5 5 0 0 0 0 7M15.5 8.5a5 5 0 0 1 0 7M5.5 5.5a9 9 0 0 0 0 13M18.5 5.5a9 9 0 0 1 0 13",
    "star": "M12 4l2.4 5.2 5.6.7-4.2 3.9 1.2 5.7-5-2.9-5 2.9 1.2-5.7L4 9.9l5.6-.7z",
    "inbox": "M4 13.5 6.5 5h11L20 13.5v6H4zM4 13.5h5l1 2.5h4l1-2.5h5",
    "pin": "M12 21c-4-4.6-6-7.6-6-10.5a6 6 0 0 1 12 0c0 2.9-2 5.9-6 10.5zM12 8.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
    "language": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM3.5 12h17M12 3.5c5 5.5 5 11.5 0 17M12 3.5c-5 5.5-5 11.5 0 17",
    "sign-out": "M13.5 4.5h-9v15h9M9.5 12h11M16.5 8l4 4-4 4",
    "globe": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM3.5 12h17M12 3.5c5 5.5 5 11.5 0 17M12 3.5c-5 5.5-5 11.5 0 17",
    "history": "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4l3 2",
    "dot": "M12 12v.1",
}

# Solid marks of state: the word in a chip never stands by colour alone.
SOLIDS: Final[dict[str, str]] = {
    "state-good": "M9.3 20 1.5 12.2l3-3 4.8 4.8L19.5 3.8l3 3z",
    "state-watch": "M12 2 23.5 22H.5z",
    "state-bad": "M3 3h18v18H3z",
    "state-stale": "M2 10h20v4H2z",
}

# Arrows and whatever else points along the line of reading turn with it; clocks, maps and media do not.
TURNING: Final = frozenset({"next", "previous", "arrow", "outside", "sign-out"})


def drawing(name: str) -> str:
    """
    The path of an icon; an unknown name draws a dot, for a page must not fail over an ornament.

    A test names what templates ask for and nobody drew.
    """
    return LINES.get(name) or SOLIDS.get(name) or LINES["dot"]


def turns(name: str) -> bool:
    """Whether the icon is mirrored in a right-to-left page."""
    return name in TURNING
