"""Amounts as whole numbers of the smallest unit: kuruş, rial."""

from __future__ import annotations

from decimal import Decimal


class AmountUnreadable(ValueError):
    """This is no amount, or finer than the smallest unit."""


def minor_of(amount: int | float | str | Decimal, decimals: int) -> int:
    """
    The amount in the smallest unit: 12.5 lira with 2 decimals are 1250 kuruş; a rial is its own smallest unit.

    :raises AmountUnreadable: if it is no number, or finer than the smallest unit
    """
    try:
        scaled = Decimal(str(amount)).scaleb(decimals)
    except ArithmeticError as odd:
        raise AmountUnreadable(str(amount)) from odd
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise AmountUnreadable(str(amount))
    return int(scaled)


def major_of(amount_minor: int, decimals: int) -> Decimal:
    """The amount in the unit of the law (lira, rial)."""
    return Decimal(amount_minor).scaleb(-decimals)
