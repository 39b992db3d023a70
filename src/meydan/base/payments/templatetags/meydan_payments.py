"""An amount in a template."""

from __future__ import annotations

from django import template

from meydan.base.payments.presentation import money_words

register = template.Library()


@register.filter
def money_minor(amount_minor: int | None) -> str:
    """An amount of minor units as people say it; a dash where nothing is said."""
    return "—" if amount_minor is None or amount_minor < 0 else money_words(amount_minor)
