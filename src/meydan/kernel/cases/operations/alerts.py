"""An alert becomes work."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.links.public import link
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.opening import ServiceUnknown, open_case
from meydan.kernel.observations.public import Alert, AlertOpened


@transaction.atomic
def open_from_alert(event: AlertOpened, now: datetime) -> Case | None:
    """
    Open the case an alert asks for, once, and link alert and case; ``None`` when its rule asks for none.

    A rule that names a service this city does not have opens nothing: the alert itself stays on the alerts
    page.
    """
    if not event.service:
        return None
    alert = Alert.objects.select_related("rule", "datastream__thing__place").get(pk=event.alert_id)
    return case_of_alert(alert, now, service=event.service)


def case_of_alert(alert: Alert, now: datetime, *, service: str = "") -> Case | None:
    """
    Return the case of an alert, opened if it is not there; ``None`` if this city has no such service.

    :param service: what the rule asked for when the alert opened; empty: what it asks for now
    """
    thing = alert.datastream.thing
    try:
        case = open_case(
            service=service or alert.rule.service,
            title=alert.rule.names,
            source=Case.Source.ALERT,
            lon=thing.lon,
            lat=thing.lat,
            place=thing.place,
            alert_id=alert.pk,
            now=now,
            is_sample=thing.is_sample,
        )
    except ServiceUnknown:
        return None
    link(f"observations.alert:{alert.pk}", case.ref, "opened", "cases.open_from_alert", now)
    return case
