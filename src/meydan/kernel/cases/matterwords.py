"""Lines of history about bodies, referrals and other cases, in words."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from meydan.base.locale.public import format_day, local_digits, text
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.bodywords import option_name
from meydan.kernel.cases.models import CaseEvent
from meydan.kernel.cases.queries.bodies import named


def matter_words(event: CaseEvent) -> tuple[str, str, str] | None:
    """
    Return title, detail and kind of a line about a body, a referral or another case; ``None`` for any other line.

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
        case "referred" | "answer_came" | "recalled" | "came_from":
            return _referral(event.verb, said)
        case "related" | "unrelated" | "merged" | "unmerged" | "split":
            return _tie(event.verb, said)
        case _:
            return None


def _referral(verb: str, said: dict[str, str]) -> tuple[str, str, str]:
    where = {"where": _asked(said), "day": format_day(date.fromisoformat(said["on"]))}
    if verb == "referred":
        due = said.get("due_on")
        detail = (
            _("An answer is expected by %(day)s.") % {"day": format_day(date.fromisoformat(due))}
            if due
            else ""
        )
        return _("Referred to %(where)s on %(day)s") % where, detail, ""
    if verb == "answer_came":
        return _("%(where)s answered on %(day)s") % where, "", "good"
    if verb == "recalled":
        return _("The question to %(where)s was called back") % where, "", "stale"
    number = _("Number there: %(number)s") % {"number": said["number"]}
    return _("Came from %(where)s on %(day)s") % where, number, ""


def _asked(said: dict[str, str]) -> str:
    unit = OrgUnit.objects.filter(code=said.get("unit", "")).first()
    return text(unit.names) if unit else said.get("institution") or said.get("unit", "")


def _tie(verb: str, said: dict[str, str]) -> tuple[str, str, str]:
    other, is_lower = {"case": said["case"]}, said["end"] == "lower"
    if verb == "merged":
        if is_lower:
            return _("Joined to %(case)s; what happens there counts here too") % other, "", "stale"
        return _("%(case)s was joined to this case") % other, "", ""
    if verb == "unmerged":
        return _("No longer joined to %(case)s; it goes on by itself") % other, "", ""
    if verb == "split":
        if is_lower:
            return _("Split from %(case)s") % other, "", ""
        return _("%(case)s was split from this case") % other, "", ""
    if verb == "unrelated":
        return _("Tie to %(case)s undone") % other, "", "quiet"
    return (_("Child of %(case)s") if is_lower else _("Parent of %(case)s")) % other, "", "quiet"


def _decided(said: dict[str, str]) -> tuple[str, str, str]:
    detail = _("%(option)s · decision %(number)s") % {
        "option": option_name(said["body"], said["option"]),
        "number": local_digits(said["number"]),
    }
    body = {"body": text(named(said["body"]))}
    if said["outcome"] == "adopted":
        return _("%(body)s decided") % body, detail, "good"
    return _("%(body)s did not adopt it") % body, detail, "watch"
