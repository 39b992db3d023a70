"""The log is read through once a day, so that a change is noticed before anybody asks."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.audit.operations import verify_and_keep
from meydan.base.jobs.public import every, job

_log = logging.getLogger(__name__)


@every(hours=24)
@job(
    name="audit.verify",
    retries=1,
    timeout_s=3600,
    priority=-5,
    atomic=False,
    label=_("Read the log through"),
)
def verify_log(now: datetime) -> None:
    """Read the whole chain and keep the outcome for the audit page."""
    verdict = verify_and_keep(now=now)
    if verdict.first_fault is not None:
        _log.error("the chain is broken at entry %s: %s", verdict.first_fault.seq, verdict.first_fault.kind)
