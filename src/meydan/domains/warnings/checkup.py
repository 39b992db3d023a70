"""What the doctor asks of this room: can it sign?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from meydan.base.audit.public import Finding
from meydan.base.locale.public import format_day
from meydan.domains.warnings import home_key

SOON = timedelta(days=60)


def key_is_ready(now: datetime) -> Finding:
    """See that warnings can be signed, and for how long still."""
    try:
        held = home_key.signing_pair()
    except home_key.KeyUnusable as fault:
        return Finding(
            "bad",
            _("The key for signing warnings cannot be used: %(fault)s") % {"fault": fault},
            _("Put the folder warnings/ back from a backup."),
        )
    if held is None:
        return Finding("good", _("No key for signing warnings was made; they go out without a signature."))
    end = held.certificate.not_valid_after_utc
    if end - now < SOON:
        return Finding(
            "bad" if end <= now else "watch",
            _("The certificate for signing warnings ends on %(day)s.") % {"day": format_day(end)},
            _("Run: meydan warning-key --renew"),
        )
    return Finding("good", _("Warnings are signed until %(day)s.") % {"day": format_day(end)})
