"""Contrast of colours, and the shades an accent is worn in."""

from __future__ import annotations

from dataclasses import dataclass

READABLE = 4.5  # contrast of body text, WCAG 2.2 success criterion 1.4.3
LIGHT_GROUNDS = ("#ffffff", "#f5f3ee")  # paper and stone
DARK_GROUNDS = ("#18202f", "#10161f")
Rgb = tuple[float, float, float]


class ColourUnreadable(ValueError):
    """The text is not a colour of the form #rrggbb."""


@dataclass(frozen=True)
class Shades:
    """An accent for text and lines, its tint for grounds, and the text that stands on it."""

    accent: str
    ground: str
    on_accent: str


def parse_colour(text: str) -> Rgb:
    """
    Read ``#rrggbb`` into red, green and blue between 0 and 1.

    :raises ColourUnreadable: for any other form
    """
    digits = text.strip().removeprefix("#")
    try:
        if len(digits) != 6:
            raise ValueError(digits)
        red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    except ValueError as fault:
        raise ColourUnreadable(f"{text!r} is not a colour like #2f6690") from fault
    return red, green, blue


def luminance(text: str) -> float:
    """Relative luminance of an sRGB colour, 0 (black) to 1 (white). Source: WCAG 2.2, glossary."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parse_colour(text)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, glossary."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """A colour that is ``share`` of ``one`` and the rest of ``other``."""
    pairs = zip(parse_colour(one), parse_colour(other), strict=True)
    return "#" + "".join(f"{round(255 * (share * a + (1 - share) * b)):02x}" for a, b in pairs)


def readable_on(colour: str, grounds: tuple[str, ...], towards: str) -> str:
    """The colour nearest to ``colour``, on the way to ``towards``, that reads on every ground."""
    for step in range(21):
        candidate = mix(colour, towards, 1 - step / 20)
        if min(contrast(candidate, ground) for ground in grounds) >= READABLE:
            return candidate
    return towards


def light_shades(accent: str) -> Shades:
    """The accent on paper by day; darkened only as far as reading asks for."""
    ground = mix(accent, "#ffffff", 0.13)
    return _shades(readable_on(accent, (*LIGHT_GROUNDS, ground), "#000000"), ground)


def dark_shades(accent: str) -> Shades:
    """The accent at night; lightened as far as reading asks for."""
    ground = mix(accent, DARK_GROUNDS[0], 0.35)
    return _shades(readable_on(accent, (*DARK_GROUNDS, ground), "#ffffff"), ground)


def _shades(accent: str, ground: str) -> Shades:
    text = "#ffffff" if contrast("#ffffff", accent) >= READABLE else "#10161f"
    return Shades(accent, ground, text)
