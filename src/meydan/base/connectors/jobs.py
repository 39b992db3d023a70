"""Trying a connector because somebody asked."""

from django.utils.translation import gettext_lazy as _

from meydan.base.connectors import operations
from meydan.base.connectors.calling import fetch
from meydan.base.jobs.public import job


@job(name="connectors.try", retries=0, atomic=False, priority=20, label=_("Try a connection"))
def try_connector(code: str) -> None:
    """Call a connector's address once; its health row says how it went."""
    operations.wake(code=code)
    fetch(code)
