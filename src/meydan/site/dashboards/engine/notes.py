"""Plain text with headings, lists, bold words and links, as HTML; every letter is escaped before it is marked up."""

from __future__ import annotations

import re
from html import escape

HEADING = re.compile(r"^(#{1,3})\s+(.+)$")
ITEM = re.compile(r"^[-*•]\s+(.+)$")
LINK = re.compile(r"\[([^\[\]]{1,200})\]\(([^()\s]{1,500})\)")
BOLD = re.compile(r"\*\*([^*]{1,300})\*\*")
# The card's own title is a heading of the second rank, so a note begins at the third.
FIRST_RANK = 3
SCHEMES = ("https://", "http://", "mailto:", "tel:", "/")


def note_html(words: str) -> str:
    """
    A note as HTML: ``# heading``, ``- item``, ``**bold**``, ``[words](address)``; an empty line ends a paragraph.

    Addresses other than https, http, mailto, tel and those of this site stay as they were written.
    """
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", words.replace("\r\n", "\n").strip()):
        parts += _block([line.strip() for line in block.split("\n") if line.strip()])
    return "".join(parts)


def _block(lines: list[str]) -> list[str]:
    parts: list[str] = []
    held: list[str] = []
    tag = ""
    for line in lines:
        heading, item = HEADING.match(line), ITEM.match(line)
        kind = "h" if heading else "ul" if item else "p"
        if kind != tag:
            parts += _closed(tag, held)
            tag, held = kind, []
        if heading:
            rank = min(FIRST_RANK + len(heading[1]) - 1, 4)
            parts.append(f"<h{rank}>{_inline(heading[2])}</h{rank}>")
        else:
            held.append(_inline(item[1] if item else line))
    return parts + _closed(tag, held)


def _closed(tag: str, held: list[str]) -> list[str]:
    if not held:
        return []
    if tag == "ul":
        return ["<ul>" + "".join(f"<li>{words}</li>" for words in held) + "</ul>"]
    return ["<p>" + "<br>".join(held) + "</p>"]


def _inline(words: str) -> str:
    marked = LINK.sub(_link, escape(words))
    return BOLD.sub(r"<strong>\1</strong>", marked)


def _link(found: re.Match[str]) -> str:
    label, address = found[1], found[2]
    # Two slashes, or one and a backslash, would name another host.
    if not address.lower().startswith(SCHEMES) or address.startswith(("//", "/\\")):
        return found[0]
    return f'<a href="{address}">{label}</a>'
