"""Lines of history about bodies, in words."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from meydan.base.locale.public import format_day, local_digits, text
from meydan.kernel.cases.bodywords import option_name
from meydan.kernel.cases.models import CaseEvent
from meydan.kernel.cases.queries.bodies import named


def matter_words(event: CaseEvent) -> tuple[str, str, str] | None:
    """
    Return title, detail and kind of a line about a body; ``None`` for any other line.

    The same words are told to staff and to the public: they hold no names.
    """
    said = event.body
    match event.verb:
        case "agenda":
            title = _("On the agenda of %(body)s") % {"body": text(named(said["body"]))}
            day = format_day(datetime.fromisoformat(said["held_at"]))
            option = option_name(said["body"], said["option"])
            return title, _("%(day)s: %(option)s") % {"day": day, "option": option}, ""
        case "off_agenda":
            body = {"body": text(named(said["body"]))}
            if said["how"] == "put_off":
                return _("%(body)s put it off") % body, "", "watch"
            return _("Taken off the agenda of %(body)s") % body, "", "watch"
        case "decided":
            return _decided(said)
        case _:
            return None


def _decided(said: dict[str, str]) -> tuple[str, str, str]:
    detail = _("%(option)s · decision %(number)s") % {
        "option": option_name(said["body"], said["option"]),
        "number": local_digits(said["number"]),
    }
    body = {"body": text(named(said["body"]))}
    if said["outcome"] == "adopted":
        return _("%(body)s decided") % body, detail, "good"
    return _("%(body)s did not adopt it") % body, detail, "watch"
