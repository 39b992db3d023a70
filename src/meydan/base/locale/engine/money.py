"""Money: stored in the unit of the law, shown in the unit people say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from meydan.base.locale.engine.numbers import write_number


@dataclass(frozen=True)
class Money:
    """
    How a country counts and names its money.

    ``code`` is the ISO 4217 code of the stored unit; ``factor`` stored units make one shown unit
    (10 rial a toman); ``display`` names the shown unit by language.
    """

    code: str
    display: Mapping[str, str] = field(default_factory=dict)
    factor: int = 1
    decimals: int = 2


LIRA = Money("TRY", {"tr": "₺", "fa": "لیر", "en": "₺"})
TOMAN = Money("IRR", {"tr": "toman", "fa": "تومان", "en": "toman"}, factor=10, decimals=0)


def write_money(
    amount: int | float | Decimal, money: Money, language: str, decimals: int | None = None
) -> str:
    """
    Write an amount in the unit that people say, with the unit's name always beside it.

    Decimals are left out of a whole amount unless asked for.

    :param amount: in the stored unit (rial, lira)
    """
    shown = Decimal(str(amount)) / money.factor
    whole = shown == shown.to_integral_value()
    places = decimals if decimals is not None else (0 if whole else money.decimals)
    unit = money.display.get(language) or money.display.get("en") or money.code
    figure = write_number(shown, language, places)
    return f"{unit}{figure}" if unit == "₺" and language == "en" else f"{figure}\N{NO-BREAK SPACE}{unit}"
