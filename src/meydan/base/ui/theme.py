"""The one stylesheet: our CSS files joined, with the city's accent put in."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from meydan.base.ui.engine.colours import ColourUnreadable, dark_shades, light_shades, parse_colour

STYLES = Path(__file__).parent / "styles"
PLAIN_ACCENT = "#2f6690"
DARK = "@media (prefers-color-scheme:dark)"
SCHEMES = ("light", "dark")


@dataclass(frozen=True)
class Stylesheet:
    """The bytes a browser gets, plain and packed, and the version in their address."""

    version: str
    plain: bytes
    packed: bytes


def stylesheet(accent: str, static_url: str, *, scheme: str = "", fresh: bool = False) -> Stylesheet:
    """
    The stylesheet of a city.

    :param scheme: ``light`` or ``dark`` holds the page to one of them, for a frame on another site; empty follows
        the reader's system
    :param fresh: reads the files again (for whoever is writing them)
    """
    if fresh:
        _joined.cache_clear()
        _made.cache_clear()
    return _made(_safe(accent), static_url, scheme)


def _safe(accent: str) -> str:
    try:
        parse_colour(accent)
    except ColourUnreadable:
        # A fault in a pack is check-pack's to report; the page is still shown.
        return PLAIN_ACCENT
    return accent


@lru_cache(maxsize=8)
def _made(accent: str, static_url: str, scheme: str) -> Stylesheet:
    light, dark = light_shades(accent), dark_shades(accent)
    css = _held_to(scheme, _joined())
    words = {
        "{static}": static_url,
        "{accent}": light.accent,
        "{accent_bg}": light.ground,
        "{on_accent}": light.on_accent,
        "{dark_accent}": dark.accent,
        "{dark_accent_bg}": dark.ground,
        "{dark_on_accent}": dark.on_accent,
    }
    for word, value in words.items():
        css = css.replace(word, value)
    plain = css.encode()
    return Stylesheet(hashlib.sha256(plain).hexdigest()[:12], plain, gzip.compress(plain, 9, mtime=0))


def _held_to(scheme: str, css: str) -> str:
    """The rules for the dark always, never, or as the system says."""
    always = {"dark": "@media all", "light": "@media not all"}.get(scheme)
    if always is None:
        return css
    return css.replace(DARK, always).replace("color-scheme:light dark", f"color-scheme:{scheme}")


@lru_cache(maxsize=1)
def _joined() -> str:
    css = "\n".join(file.read_text(encoding="utf-8") for file in sorted(STYLES.glob("*.css")))
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s*\n\s*", "\n", css).strip()
    # Lines and last semicolons are for those who write it.
    return re.sub(r";}", "}", re.sub(r"(?<=[{};,])\n", "", css))
