"""A playbook puts a draft of a warning on the desk."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from meydan.base.links.public import link, links_from
from meydan.base.locale.public import format_moment, format_number, text
from meydan.base.packs.public import current
from meydan.domains.warnings.public import AreaChosen, PublicWarning, draft_warning, faces_of
from meydan.kernel.cases.public import NoticeFacts
from meydan.kernel.observations.public import Alert, all_alerts

BY_US = "joining.drafts"
WARNED = "warned"
# A beginning for the officer, who sees it on a map: a station speaks for what lies around it, not for the city.
AROUND_KM = 2.0
LAST_ALERTS = 10


class NothingToWarnOf(LookupError):
    """The alert was withdrawn or removed before anybody was warned."""


def draft_for_playbook(facts: NoticeFacts, now: datetime) -> str:
    """
    Draft the warning that a playbook asks for and return a reference to it; once an alert, however often it is asked.

    ``facts.target`` is a code of the pack's ``warning_templates.toml``.

    :raises NothingToWarnOf: if the alert does not stand any more
    :raises TemplateUnknown: if the pack has no such template
    """
    ref, run_ref = f"observations.alert:{facts.alert_id}", f"cases.playbookrun:{facts.run_id}"
    before = links_from(ref, WARNED)
    if before:
        link(run_ref, before[0].to_ref, WARNED, BY_US, now)
        return before[0].to_ref
    alert = all_alerts().filter(pk=facts.alert_id).first()
    if alert is None:
        raise NothingToWarnOf(ref)
    made = waiting_draft(alert, facts.target, now)
    if made is None:
        made = draft_warning(
            template=facts.target,
            source_ref=ref,
            source_text=words_of(alert),
            area=around(alert),
            now=now,
            is_sample=facts.is_sample,
        )
    for source in (ref, run_ref):
        link(source, made.ref, WARNED, BY_US, now)
    return made.ref


def waiting_draft(alert: Alert, template: str, now: datetime) -> PublicWarning | None:
    """
    The draft that waits already for another alert of the same station, with the same ready words.

    A river that rises fast and is then high opens two alerts; people are warned of one flood.
    """
    others = all_alerts().filter(datastream__thing=alert.datastream.thing_id)[:LAST_ALERTS]
    refs = [
        found.to_ref for other in others for found in links_from(f"observations.alert:{other.pk}", WARNED)
    ]
    waiting = [one.warning for one in faces_of(refs, now) if one.warning.is_in_work]
    return next((warning for warning in waiting if warning.template == template), None)


def words_of(alert: Alert) -> str:
    """What happened, for the officer, in the city's own language: it is written down once."""
    with translation.override(current().default_language):
        told = {
            "rule": text(alert.rule.names), "station": text(alert.datastream.thing.names),
            "value": format_number(alert.opening_value, 1), "unit": unit_of(alert),
            "when": format_moment(alert.opened_at, "short"),
        }  # fmt: skip
        if told["unit"]:
            return _("%(rule)s, %(station)s: %(value)s %(unit)s, %(when)s.") % told
        return _("%(rule)s, %(station)s: %(when)s.") % told


def unit_of(alert: Alert) -> str:
    """The unit of what the rule looked at; empty where that is a class, a chance or a silence."""
    return alert.datastream.unit if alert.rule.kind in ("threshold", "area") else ""


def around(alert: Alert) -> AreaChosen:
    """A circle around the station, which the officer draws anew where it should be."""
    thing = alert.datastream.thing
    circles = () if thing.lat is None or thing.lon is None else ((thing.lat, thing.lon, AROUND_KM),)
    return AreaChosen(names=thing.names, circles=circles)
