"""States, units and figures of the plan in the reader's words."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meydan.base.locale.public import format_day, format_number, format_percent, local_digits
from meydan.kernel.strategy.models import Indicator
from meydan.kernel.strategy.queries import ActionStanding
from meydan.kernel.strategy.unitwords import unit_words

# State of an action: the colour of its chip, and its word; what is late says by how many days instead.
ACTION_STATES: dict[str, tuple[str, str | Promise]] = {
    "good": ("good", gettext_lazy("On its way")),
    "watch": ("watch", gettext_lazy("To be watched")),
    "bad": ("bad", gettext_lazy("Late")),
    "stale": ("stale", gettext_lazy("No recent news")),
    "done": ("good", gettext_lazy("Done")),
    "planned": ("plain", gettext_lazy("Not begun yet")),
    "dropped": ("stale", gettext_lazy("Given up")),
}
INDICATOR_STATES: dict[str, tuple[str, str | Promise]] = {
    "good": ("good", gettext_lazy("Target reached")),
    "watch": ("watch", gettext_lazy("Near the target")),
    "bad": ("bad", gettext_lazy("Away from the target")),
    "stale": ("stale", gettext_lazy("Old value")),
    "plain": ("plain", ""),
    "none": ("stale", gettext_lazy("No value yet")),
}


def action_word(standing: ActionStanding) -> str:
    """The word in an action's chip."""
    if standing.days_late:
        words = ngettext("%(count)d day late", "%(count)d days late", standing.days_late)
        return local_digits(words % {"count": standing.days_late})
    return str(ACTION_STATES[standing.state][1])


def figure(indicator: Indicator, value: float | None) -> str | SafeString:
    """A value with its unit, as it stands in a sentence."""
    if value is None:
        return "—"
    # A target of 12 is not 12,0: what is whole is written whole.
    decimals = 0 if float(value).is_integer() else indicator.decimals
    if indicator.unit == "%":
        return format_percent(value, decimals)
    number = format_number(value, decimals)
    if indicator.unit == "d":
        return local_digits(ngettext("%(number)s day", "%(number)s days", round(value)) % {"number": number})
    words = unit_words(indicator.unit)
    if not words:
        return number
    return format_html("{}\N{NO-BREAK SPACE}<bdi>{}</bdi>", number, words)


def target_words(indicator: Indicator, target: float | None, year: int | None) -> str | SafeString:
    """The target and the month by whose end it is meant; empty when there is none."""
    if target is None or year is None:
        return ""
    month = format_day(date(year, 12, 31), "month")
    return format_html(_("target {figure} by {month}"), figure=figure(indicator, target), month=month)


def aim_words(indicator: Indicator, target: float | None) -> str | SafeString:
    """The target alone, for a row; empty when there is none."""
    if target is None:
        return ""
    return format_html(_("target {figure}"), figure=figure(indicator, target))
