"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import shapely

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff, unit
from meydan.domains.planning.models import Display
from meydan.domains.planning.operations import put_on_display
from meydan.kernel.cases.public import Case, advance
from meydan.kernel.cases.tests.factories import case, picture, service

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AREA = shapely.box(39.47, 40.45, 39.48, 40.46)
MONTH = {
    "id": "posting", "length": 1, "unit": "month", "start": "posted", "stop": ["objections"], "visible": True,
    "names": {"tr": "Askı süresi", "fa": "مهلت نمایش", "en": "Time on display"},
}  # fmt: skip


@pytest.fixture
def city(db: None, pack: Callable[[str], object]) -> None:
    """Gümüşhane, where plans change by article 8."""
    pack("tr/gumushane")
    for code, flow, kind, clocks in (
        ("plan_change", "plan_change_3194_8", "permit", [MONTH]), ("plan_objection", "plan_objection", "request", []),
    ):  # fmt: skip
        names = {"tr": "İmar planı değişikliği", "fa": "تغییر طرح", "en": "Zoning plan change"}
        service(code, unit=unit("planning"), workflow=flow, kind=kind, clocks=clocks, names=names)


@pytest.fixture
def planner(city: None) -> Account:
    return staff("manager", "planning")


@pytest.fixture
def adopted(planner: Account) -> Case:
    """A plan change that the council is deciding on."""
    made = case(service=service("plan_change"), title="Karşıyaka 112 ada", now=MONDAY)
    made.assignee = planner
    made.save()
    for step, papers in (("study", []), ("submit", [picture()])):
        made = advance(case_id=made.pk, transition=step, actor=planner, now=MONDAY, evidence=papers)
    return made


@pytest.fixture
def displayed(adopted: Case, planner: Account) -> Display:
    """The plan hangs out from Monday on, for a month."""
    return put_on_display(
        case=adopted, actor=planner, now=MONDAY, evidence=[picture()], area=AREA,
        texts={"tr": "Kat yüksekliği 5'ten 3'e iner.", "fa": "ارتفاع از ۵ به ۳ طبقه می‌رسد."},
    )  # fmt: skip
