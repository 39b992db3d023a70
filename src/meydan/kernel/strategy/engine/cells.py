"""What a cell of a plan's table says: days, spans of years, amounts, lists, codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from meydan.base.locale.engine.calendar_words import GREGORIAN_MONTHS, JALALI_MONTHS
from meydan.base.locale.engine.days import DayUnreadable, parse_day
from meydan.base.locale.engine.digits import to_latin_digits
from meydan.base.locale.engine.folding import fold
from meydan.base.locale.engine.numbers import NumberUnreadable, parse_number
from meydan.numerics.months import day_in

# What tables write where nothing is known.
NOTHING = frozenset({"", "-", "–", "—", "…", "...", "n/a", "na", "tbd", "yok", "ندارد", "بدون"})
JALALI_YEARS, GREGORIAN_YEARS = range(1300, 1500), range(1900, 2100)
SHARES = ("%", "٪", "yuzde", "per cent", "percent", "درصد")
FOREIGN = ("$", "€", "£", "usd", "eur", "dolar", "dollar", "avro", "euro", "یورو", "دلار")
THOUSANDS = {"bin": 3, "thousand": 3, "هزار": 3, "milyon": 6, "million": 6, "mn": 6, "میلیون": 6, "milyar": 9,
             "billion": 9, "bn": 9, "میلیارد": 9}  # fmt: skip
UNITS = {"tl": "TRY", "lira": "TRY", "try": "TRY", "₺": "TRY", "turk lirasi": "TRY", "ریال": "IRR", "rial": "IRR",
         "riyal": "IRR", "irr": "IRR", "تومان": "TOMAN", "toman": "TOMAN", "تومن": "TOMAN"}  # fmt: skip


class CellUnreadable(ValueError):
    """The cell says something that is not what its column holds; ``kind`` names the fault."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(words)
        self.kind = kind


@dataclass(frozen=True)
class Span:
    """From a day to a day, both counted; which calendars were written."""

    first: date
    last: date
    calendars: frozenset[str]


def is_nothing(words: str) -> bool:
    """Whether the cell says that it says nothing."""
    return fold(words).strip(" .") in NOTHING or not words.strip(" .-–—…")


def span(words: str) -> Span:
    """
    A day, a month, a quarter, a year, or two of them with a joint: ``2025-2027``, ``۱۴۰۴ تا ۱۴۰۶``, ``Mart 2026``.

    :raises CellUnreadable: if it is none of these, or there is no such day
    """
    plain = re.sub(r"[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$", "", to_latin_digits(words).strip())
    whole = _single(plain)
    if whole:
        return whole
    for joint in (
        r"\s+[-–—]\s+",
        r"\s*[–—]\s*",
        r"\s+(?:ile|ila|to|until|تا)\s+",
        r"(?<=\d{4})\s*[-/]\s*(?=\d{4}\b)",
    ):
        halves = re.split(joint, plain)
        if len(halves) == 2:
            first, last = _single(halves[0]), _single(halves[1])
            if first and last:
                if last.last < first.first:
                    raise CellUnreadable("date_order", words)
                return Span(first.first, last.last, first.calendars | last.calendars)
    raise CellUnreadable("date_unreadable", words)


def _single(plain: str) -> Span | None:
    year = re.fullmatch(r"(?:yili |year |سال )?(\d{4})(?: yili)?", fold(plain))
    if year:
        return _months(int(year[1]), 1, 12, plain)
    quarter = re.fullmatch(r"q([1-4])[ /-]*(\d{4})", fold(plain)) or re.fullmatch(
        r"(\d{4})[ /-]*(?:q([1-4])|([1-4])\.? ?ceyrek)", fold(plain)
    )
    if quarter:
        digits = [int(one) for one in quarter.groups() if one]
        number, of_year = sorted(digits)
        return _months(of_year, number * 3 - 2, number * 3, plain)
    month = re.fullmatch(r"([^\W\d]+) (\d{4})", fold(plain))
    if month and month[1] in _MONTHS:
        number = _MONTHS[month[1]]
        return _months(int(month[2]), number, number, plain)
    try:
        day = parse_day(plain)
    except DayUnreadable:
        return None
    written = re.search(r"\d{4}", plain)
    return Span(day, day, frozenset({_calendar(int(written[0]), plain)} if written else ()))


def _months(year: int, first: int, last: int, words: str) -> Span:
    calendar = _calendar(year, words)
    after = (year, last + 1) if last < 12 else (year + 1, 1)
    return Span(
        day_in(year, first, 1, calendar),
        day_in(*after, 1, calendar) - timedelta(days=1),
        frozenset({calendar}),
    )


def _calendar(year: int, words: str) -> str:
    if year in JALALI_YEARS:
        return "jalali"
    if year in GREGORIAN_YEARS:
        return "gregorian"
    raise CellUnreadable("year_impossible", words)


_MONTHS = {
    fold(name): number
    for table in (GREGORIAN_MONTHS, JALALI_MONTHS)
    for names in table.values()
    for number, name in enumerate(names, 1)
}


def amount(words: str, *, heading: str, language: str, currency: str) -> Decimal | None:
    """
    An amount in the main unit of ``currency`` (ISO 4217), whatever unit the cell or its heading names.

    :param currency: empty where the city has none yet: every unit is taken as its own
    :param heading: of its column; ``Bütçe (bin TL)`` says thousands for every cell that names no unit itself
    :param language: whose decimal mark is believed where a figure could be two
    :raises CellUnreadable: if it is no amount, a share, or money of another country
    """
    if is_nothing(words):
        return None
    plain = fold(words)
    if any(sign in plain for sign in SHARES):
        raise CellUnreadable("amount_is_a_share", words)
    figure = re.search(r"[-+]?\d[\d.,'٫٬ ]*", plain.replace("’", "'"))
    if not figure:
        raise CellUnreadable("amount_unreadable", words)
    own = [word for word in re.findall(r"[^\W\d_]+|[$€£₺]", plain.replace(figure[0], " ", 1)) if word]
    named = own or re.findall(r"[^\W\d_]+|[$€£₺]", fold(heading))
    if any(word in FOREIGN for word in named):
        raise CellUnreadable("amount_is_foreign", words)
    units = {UNITS[word] for word in named if word in UNITS}
    if currency and units - ({"IRR", "TOMAN"} if currency == "IRR" else {currency}):
        raise CellUnreadable("amount_is_foreign", words)
    if own and not all(word in UNITS or word in THOUSANDS for word in own):
        raise CellUnreadable("amount_unreadable", words)
    try:
        number = Decimal(str(parse_number(figure[0].strip(" .,"), "," if language == "tr" else ".")))
    except NumberUnreadable as fault:
        raise CellUnreadable("amount_unreadable", words) from fault
    if number < 0:
        raise CellUnreadable("amount_negative", words)
    power = sum(THOUSANDS.get(word, 0) for word in named)
    exact: Decimal = number * 10**power * (10 if "TOMAN" in units else 1)
    if exact >= 10**16:
        raise CellUnreadable("amount_unreadable", words)
    return exact.quantize(Decimal("0.01"))


def listed(words: str) -> list[str]:
    """The entries of a cell that holds several: on lines of their own, or between semicolons or commas."""
    if is_nothing(words):
        return []
    cut = r"\n|;|؛|\|" if re.search(r"\n|;|؛|\|", words) else r",|،"
    return [one for one in (" ".join(part.split()).strip("•-– ") for part in re.split(cut, words)) if one]


def codes(words: str) -> list[str]:
    """Codes of a cell: ``1.1, 1.2`` or ``A1 ve A2``; latin digits."""
    if is_nothing(words):
        return []
    plain = to_latin_digits(words)
    return [one for one in re.split(r"[\s,;،؛|]+|\bve\b|\band\b|\bو\b", plain) if one.strip(".-")]


_CODED = re.compile(r"(?:[^\W\d]+\s+)?([^\W\d_]{0,3}-?\d+(?:[.\-/]\d+)*)\s*[.:)\-–—]*\s+(\S.*)", re.DOTALL)


def split_code(words: str) -> tuple[str, str]:
    """
    The code before a name, and the name: ``A1.2 Yol bakımı``, ``Hedef 3: Temiz hava``.

    A name that merely begins with a figure and has no mark or joint after it (``100 ağaç``) keeps it.
    """
    written = " ".join(words.split())
    plain = to_latin_digits(written)
    found = _CODED.fullmatch(plain)
    if not found:
        return "", written
    marks = plain[found.end(1) : found.start(2)].strip()
    if not marks and (found.start(1) > 0 or found[1].isdigit()):
        return "", written
    return found[1], written[found.start(2) :]
