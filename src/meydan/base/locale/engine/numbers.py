"""Numbers as people write them: 1.234,5 in Turkish, ۱٬۲۳۴٫۵ in Persian, 1,234.5 in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from meydan.base.locale.engine.digits import digits_for, to_latin_digits

LRM = "\u200e"
MOST_DECIMALS = 3  # shown when nobody says how many, as in CLDR


class NumberUnreadable(ValueError):
    """The text is no number, or could be read as two different ones; the text is in ``args``."""


@dataclass(frozen=True)
class NumberStyle:
    """The marks of one language."""

    group: str
    decimal: str
    minus: str
    percent: str  # with {} for the figure


STYLES = {
    "tr": NumberStyle(".", ",", "-", "%{}"),
    # Without the mark the minus would jump to the right-hand side of the figure (CLDR does the same).
    "fa": NumberStyle("٬", "٫", LRM + "\N{MINUS SIGN}", "{}٪"),
    "en": NumberStyle(",", ".", "-", "{}%"),
}

Number = int | float | Decimal


def style_of(language: str) -> NumberStyle:
    """Return the marks of ``language``; an unknown language is written as English."""
    return STYLES.get(language, STYLES["en"])


def _rounded(x: Number, decimals: int | None) -> Decimal:
    exact = x if isinstance(x, Decimal) else Decimal(str(x))
    if not exact.is_finite():
        raise ValueError(f"{x} cannot be written as a number")
    places = MOST_DECIMALS if decimals is None else decimals
    shown = round_half_up(exact, places)
    if decimals is None:
        shown = shown.normalize()
        if shown.as_tuple().exponent > 0:  # type: ignore[operator]
            shown = shown.quantize(Decimal(1))
    return shown


def round_half_up(x: Decimal, places: int) -> Decimal:
    """Round the way people do by hand: 2.5 becomes 3."""
    from decimal import localcontext

    with localcontext() as context:
        context.prec = max(28, x.adjusted() + places + 5)
        return x.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def write_number(x: Number, language: str, decimals: int | None = None, *, grouped: bool = True) -> str:
    """
    Write ``x`` with the marks and digits of ``language``.

    :param decimals: how many to show; None shows what there is, three at most
    :raises ValueError: if x is NaN or infinite, for that is no number to show
    """
    shown = _rounded(x, decimals)
    whole, _, fraction = f"{abs(shown):f}".partition(".")
    style = style_of(language)
    if grouped:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", style.group, whole)
    figure = whole + (style.decimal + fraction if fraction else "")
    minus = style.minus if shown < 0 else ""
    return minus + digits_for(figure, language)


def write_percent(x: Number, language: str, decimals: int | None = 0) -> str:
    """Write ``x`` per cent (46 is %46, not 0.46): the sign stands before the figure in Turkish."""
    figure = write_number(x, language, decimals)
    minus = style_of(language).minus
    if figure.startswith(minus):
        return minus + style_of(language).percent.format(figure.removeprefix(minus))
    return style_of(language).percent.format(figure)


_BLANKS = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]+")
_GROUPED = re.compile(r"\d{1,3}(?:([.,'٬])\d{3})(?:\1\d{3})*")


def parse_number(words: str, decimal_hint: str | None = None) -> float:
    """
    Read a number written with any digits and any of the marks ``. , ' ٫ ٬``.

    ``٫`` is always the decimal mark and ``٬`` always the group mark. Of two different marks the
    last is the decimal one. A single point or comma before exactly three digits (``1.234``) can mean
    two numbers: ``decimal_hint`` decides, and without it the text is refused.

    :param decimal_hint: ``"."`` or ``","``, the decimal mark to believe where both readings stand
    :raises NumberUnreadable: if the text is no number, or two
    """
    plain = _BLANKS.sub("", to_latin_digits(words)).replace("’", "'").replace("\N{MINUS SIGN}", "-")
    sign = -1.0 if plain.startswith("-") else 1.0
    body = plain.lstrip("+-") if plain[:1] in ("+", "-") else plain
    if not body or not any(c.isdigit() for c in body) or plain[1:].startswith(("+", "-")):
        raise NumberUnreadable(words)
    decimal = _decimal_mark(body, decimal_hint, words)
    whole, _, fraction = body.rpartition(decimal) if decimal else (body, "", "")
    return sign * float(f"{_ungrouped(whole, words)}.{_only_digits(fraction, words)}")


def _decimal_mark(body: str, hint: str | None, words: str) -> str:
    """Say which character is the decimal mark; empty if there is none."""
    if "٫" in body:
        return "٫"
    marks = [c for c in body if c in ".,"]
    if not marks:
        return ""
    last = marks[-1]
    if len(set(marks)) == 2 or "'" in body or "٬" in body:
        return last
    if len(marks) > 1:
        return ""
    if not _GROUPED.fullmatch(body) or body.startswith("0"):
        return last
    if hint is None:
        raise NumberUnreadable(words)
    return last if last == hint else ""


def _ungrouped(whole: str, words: str) -> str:
    if not whole or whole.isdecimal():
        return whole or "0"
    if not _GROUPED.fullmatch(whole):
        raise NumberUnreadable(words)
    return re.sub(r"\D", "", whole)


def _only_digits(fraction: str, words: str) -> str:
    if fraction and not fraction.isdecimal():
        raise NumberUnreadable(words)
    return fraction or "0"
