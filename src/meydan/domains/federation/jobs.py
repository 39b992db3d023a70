"""Visits the cities every five minutes, and at the first start at once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import Lease, effect, enqueue, every, job
from meydan.domains.federation.cities import addresses
from meydan.domains.federation.engine.pace import PERIOD
from meydan.domains.federation.models import City
from meydan.domains.federation.operations import list_cities
from meydan.domains.federation.visiting import visit


@job(name="federation.harvest", label=_("Visit the cities of this portal"))
def harvest() -> None:
    """Send one visit to each city, so that a slow one keeps nobody waiting."""
    for city in list_cities(addresses=addresses()):
        enqueue("federation.visit", key=f"federation.visit:{city.pk}", city_id=city.pk)


@job(name="federation.visit", label=_("Read one city's feeds"), atomic=False, retries=0, timeout_s=180)
def visit_city(city_id: int, job: Lease, now: datetime) -> None:
    """Read a city; come again soon if it did not answer."""
    city = City.objects.filter(pk=city_id, is_listed=True).first()
    if city is None:
        return
    again_at = visit(city, now)
    if again_at is None:
        return
    with effect(job):
        # A key of its own: under the running job's key the next visit would not wait for its time.
        key = f"federation.again:{city.pk}:{again_at:%H%M%S}"
        enqueue("federation.visit", key=key, run_at=max(again_at, timezone.now()), city_id=city.pk)


if settings.MEYDAN_ROLE == "portal":
    every(minutes=PERIOD.total_seconds() / 60)(harvest)
