"""Phone numbers, ordinary and short, typed with any digits."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, shortnumberinfo

from meydan.base.locale.engine.digits import to_latin_digits

# Municipal and civil lines that the shared short-number table lacks or may drop.
SHORT_LINES = {
    "TR": frozenset(
        {"110", "112", "122", "153", "155", "156", "158", "169", "177", "185", "186", "187", "188"}
    ),
    "IR": frozenset(
        {"110", "112", "113", "115", "121", "122", "125", "131", "133", "137", "190", "1888", "194"}
    ),
}
_LONGEST_SHORT = 6


class PhoneUnreadable(ValueError):
    """The text is no phone number of that region."""


def parse_phone(words: str, region: str) -> str:
    """
    Return a number as E.164 (``+904562131009``), or a short number (``153``) as it is.

    :param region: ISO code of the country that a number without a country code belongs to
    :raises PhoneUnreadable: if there can be no such number
    """
    plain = to_latin_digits(words).strip()
    figures = "".join(c for c in plain if c.isdigit())
    if len(figures) <= _LONGEST_SHORT and not plain.startswith("+"):
        if is_short(figures, region):
            return figures
        raise PhoneUnreadable(words)
    try:
        number = phonenumbers.parse(plain, region)
    except NumberParseException as fault:
        raise PhoneUnreadable(words) from fault
    if not phonenumbers.is_valid_number(number):
        raise PhoneUnreadable(words)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_short(figures: str, region: str) -> bool:
    """Say whether a short number (112, 153, 137) can be dialled in ``region``."""
    if figures in SHORT_LINES.get(region, ()):
        return True
    try:
        number = phonenumbers.parse(figures, region)
    except NumberParseException:
        return False
    return shortnumberinfo.is_valid_short_number_for_region(number, region)


def write_phone(e164: str, region: str | None = None) -> str:
    """
    Return a stored number as people dial it, in Latin digits (``0456 213 10 09``).

    :param region: where the reader stands; a number of another country is written with its code.
        None writes every number the national way.
    """
    if not e164.startswith("+"):
        return e164
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    home = region is None or phonenumbers.region_code_for_number(number) == region
    if not home:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    # Written without the brackets around the area code, as signs and letters here do.
    return re.sub(r"[()]", "", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
