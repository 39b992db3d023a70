"""Papers, fees and the second authority in the history of a case, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from meydan.base.locale.public import local_digits, text
from meydan.base.payments.public import money_words
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.models import CaseEvent


def document_words(body: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return title, detail and colour of a line about a paper that was issued, a fee, or a file that was added."""
    if body.get("appointment"):
        return appointment_words(body)
    if body.get("fee"):
        is_paid = body["fee"] == "paid"
        act = _("Fee paid") if is_paid else _("Fee given back")
        return act, money_words(int(body["minor"])), "good" if is_paid else ""
    if body.get("paper"):
        act = _("Paper annulled") if body.get("act") == "annulled" else _("Paper issued")
        return act, f"{text(body.get('names'))} {local_digits(body['paper'])}", "quiet"
    return str(CaseEvent.Verb.DOCUMENT.label), "", "quiet"


def second_authority_words(body: Mapping[str, str]) -> str:
    """Say that the second authority may be asked, or has been."""
    unit = OrgUnit.objects.filter(code=body.get("authority", "")).first()
    name = text(unit.names) if unit else body.get("authority", "")
    if body.get("step") == "asked":
        return _("Taken to %(authority)s") % {"authority": name}
    return _("%(authority)s may be asked now") % {"authority": name}


def appointment_words(body: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return title, detail and colour of what became of an appointment; when it was, only its holder and staff read."""
    said = {
        "came": (_("Came to the appointment"), "good"),
        "missed": (_("The appointment was missed"), "bad"),
        "moved": (_("The appointment was moved"), ""),
        "called_off": (_("The appointment was called off by whoever booked it"), "quiet"),
        "closed": (_("The office had to call the appointment off"), "watch"),
    }
    title, kind = said.get(str(body["appointment"]), (str(CaseEvent.Verb.DOCUMENT.label), "quiet"))
    return title, "", kind
