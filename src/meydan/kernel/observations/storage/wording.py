"""Amounts of disk and spans of keeping in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meydan.base.locale.public import format_number

STEPS = (1_000_000_000, 1_000_000, 1_000)


def size_words(amount: float) -> str:
    """Bytes as people say them: 1.4 GB, 12 MB, 3 kB."""
    step = next((step for step in STEPS if amount >= step), 1)
    number = format_number(amount / step, 1 if step > 1 and amount / step < 100 else 0)
    words = {
        1_000_000_000: _("%(number)s GB"), 1_000_000: _("%(number)s MB"), 1_000: _("%(number)s kB"),
        1: _("%(number)s bytes"),
    }[step]  # fmt: skip
    return words % {"number": number}


def days_words(days: int) -> str:
    """A number of days."""
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": format_number(days)}


def until_full(days: float | None) -> str:
    """When the disk will be full, as roughly as such a guess is good for."""
    if days is None:
        return _("not in sight")
    if days > 3650:
        return _("in more than ten years")
    if days > 730:
        return _("in about %(count)s years") % {"count": format_number(days / 365)}
    return _("in about %(days)s") % {"days": days_words(max(1, round(days)))}
