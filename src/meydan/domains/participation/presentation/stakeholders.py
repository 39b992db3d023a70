"""How the register of stakeholders is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from meydan.base.locale.public import LANGUAGES, direction, format_number, local_digits
from meydan.base.ui.public import Chart
from meydan.domains.participation.engine.grid import grid_svg
from meydan.domains.participation.engine.stakeholder_rows import Fault
from meydan.domains.participation.models import Stakeholder, StakeholderKind


def picture(found: Sequence[Stakeholder]) -> Chart | None:
    """Influence against interest, with the same as a table; nothing to draw without anybody."""
    if not found:
        return None
    points = [(format_number(place), one.interest, one.influence) for place, one in enumerate(found, 1)]
    title = _("Influence and interest")
    about = _(
        "Each number is a row of the table: the further along, the more interest; the higher, the more influence."
    )
    svg = grid_svg(
        points, title=title, about=about, across=_("Interest, 1 to 5"), up=_("Influence, 1 to 5"),
        rtl=direction() == "rtl",
    )  # fmt: skip
    rows = tuple(
        (f"{number}. {one.name}", format_number(one.interest), format_number(one.influence))
        for (number, _x, _y), one in zip(points, found, strict=True)
    )
    # The engine escapes every word it is given.
    return Chart(title, about, SafeString(svg), (_("Name"), _("Interest"), _("Influence")), rows)


def kinds_by_words() -> Mapping[str, str]:
    """Every way a kind may be written in a table: its code, and its name in each language."""
    words = {kind.value: kind.value for kind in StakeholderKind}
    for language in LANGUAGES:
        with override(language):
            words |= {str(kind.label).casefold(): kind.value for kind in StakeholderKind}
    return words


def fault_words(fault: Fault) -> str:
    """What is wrong with a row, and what to do."""
    words = {
        "empty": _("The table is empty."),
        "heading": _("The first row must name the columns; name and kind are needed."),
        "many": _("More than 5,000 rows. Send them in parts."),
        "name": _("The name is missing or longer than 160 letters."),
        "kind": _("“%(said)s” is no kind of the register."),
        "level": _("“%(said)s” is not between 1 and 5."),
        "day": _("“%(said)s” is no day. Write it like 2026-11-28."),
        "consent": _("Named in public without the day of consent."),
        "twice": _("The same kind and name as row %(said)s."),
    }
    line = _("Row %(line)s") % {"line": format_number(fault.line)}
    return f"{line}: " + words[fault.problem] % {"said": local_digits(fault.said)}


def crumbs(label: str = "", *, desk: bool = False) -> list[dict[str, str]]:
    """The way back to the register, and the page itself when it has a name."""
    name = "stakeholder_desk" if desk else "stakeholders"
    first = {"label": _("Stakeholders"), "href": reverse(f"participation:{name}")}
    return [first, {"label": label, "href": ""}] if label else [first]
