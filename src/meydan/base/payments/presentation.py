"""Amounts in words."""

from __future__ import annotations

from meydan.base.locale.public import format_money
from meydan.base.packs.public import current
from meydan.base.payments.engine.amounts import major_of


def money_words(amount_minor: int, language: str | None = None) -> str:
    """An amount as people say it: 1.250,50 ₺, ۱۲۵٬۰۰۰ تومان."""
    money = current().money
    return format_money(major_of(amount_minor, money.decimals), money, language=language)
