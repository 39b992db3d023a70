"""CreateObservations over MQTT: there is no answer, so what was not stored is said as one refusal."""

from __future__ import annotations

import msgspec
from django.conf import settings
from django.db import transaction

from meydan.kernel.observations.principals import Principal
from meydan.kernel.observations.sta import observed, observing
from meydan.kernel.observations.sta.http import MOUNT, Refusal, Request

ERROR = "error: "


def take_bulk(body: bytes, principal: Principal) -> None:
    """
    Store all rows of a data array that can be.

    :raises Refusal: if some were not, after the others were stored; values in quarantine by themselves are left out
    """
    root = f"{settings.MEYDAN_HOME.address}{MOUNT}"
    with transaction.atomic():
        answer = observed.bulk(Request("POST", observing.BULK, "", {}, body, principal, root))
    told = msgspec.json.decode(answer.body, type=list[str])  # type: ignore[arg-type]
    faults = [one.removeprefix(ERROR) for one in told if one.startswith("error")]
    left = [fault for fault in faults if fault not in observing.REFUSED.values()]
    if not left:
        return
    status = 403 if all("may not" in fault for fault in left) else 400
    raise Refusal(status, f"{len(left)} of {len(told)} rows were not stored. The first: {left[0]}")
