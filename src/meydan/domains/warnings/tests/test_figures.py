"""Whether warnings came in time, and whether their messages went out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meydan.domains.warnings.figures import delivered_share, timely_share
from meydan.domains.warnings.models import Delivery, PublicWarning
from meydan.domains.warnings.tests import factories as make

pytestmark = pytest.mark.django_db
YEAR = {"days": 365}


def published(number: int, onset_h: float | None) -> PublicWarning:
    """A warning sent on Monday for a danger so many hours later."""
    onset = None if onset_h is None else make.MONDAY + timedelta(hours=onset_h)
    return PublicWarning.objects.create(
        identifier=f"gm-{number}", category="Met", urgency="Expected", severity="Severe", certainty="Likely",
        drafted_at=make.MONDAY, sent_at=make.MONDAY, onset_at=onset, expires_at=make.MONDAY + timedelta(hours=9),
        state="published",
    )  # fmt: skip


def test_a_warning_after_the_danger_began_is_late_and_one_without_a_beginning_is_not_judged() -> None:
    published(1, 3)
    published(2, 0)
    published(3, -1)
    published(4, None)
    found = timely_share(YEAR, make.MONDAY + timedelta(days=1))
    assert (found.row_count, found.value) == (3, pytest.approx(100 * 2 / 3))
    assert timely_share({"days": 1}, make.MONDAY + timedelta(days=3)).value is None


def test_a_message_that_never_went_out_is_owed_still() -> None:
    warning = published(1, 3)
    Delivery.objects.create(warning=warning, channel="page", at=make.MONDAY)
    Delivery.objects.create(
        warning=warning, channel="sms", address_digest="a", fault="no key", at=make.MONDAY
    )
    found = delivered_share(YEAR, make.MONDAY + timedelta(days=1))
    assert (found.row_count, found.value) == (1, 0)
