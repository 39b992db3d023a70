"""Numbers, money and phones in the language of the moment."""

from __future__ import annotations

from decimal import Decimal

from meydan.base.locale.engine.digits import digits_for
from meydan.base.locale.engine.money import Money, write_money
from meydan.base.locale.engine.numbers import Number, write_number, write_percent
from meydan.base.locale.engine.phones import write_phone
from meydan.base.locale.presentation.languages import current_language


def local_digits(words: object, language: str | None = None) -> str:
    """Return the text with the digits of the language: ۱۴۰۴ for Persian, 1404 for the others."""
    return digits_for(str(words), language or current_language())


def format_number(x: Number, decimals: int | None = None, language: str | None = None) -> str:
    """
    Write a number: 1.234,5 in Turkish, ۱٬۲۳۴٫۵ in Persian, 1,234.5 in English.

    :param decimals: how many to show; None shows what there is, three at most
    :raises ValueError: if x is NaN or infinite
    """
    return write_number(x, language or current_language(), decimals)


def format_percent(x: Number, decimals: int | None = 0, language: str | None = None) -> str:
    """Write ``x`` per cent (46, not 0.46): %46, ۴۶٪, 46%."""
    return write_percent(x, language or current_language(), decimals)


def format_money(
    amount: int | float | Decimal, money: Money, decimals: int | None = None, language: str | None = None
) -> str:
    """Write a stored amount (rial, lira) in the unit people say (toman, lira)."""
    return write_money(amount, money, language or current_language(), decimals)


def format_phone(e164: str, region: str | None = None, language: str | None = None) -> str:
    """Write a stored phone number as people dial it, in the reader's digits; show it with ``|code``."""
    return digits_for(write_phone(e164, region), language or current_language())
