"""What stands on a case's page besides the case: bodies, referrals, other cases."""

from __future__ import annotations

from typing import Any

from meydan.base.people.public import Account
from meydan.kernel.cases.bodyview import body_panel
from meydan.kernel.cases.models import Case


def panels_of(case: Case, account: Account) -> dict[str, Any]:
    """Return the panels of a case's page by name; a panel with nothing to say is ``None``."""
    return {"body": body_panel(case, account)}
