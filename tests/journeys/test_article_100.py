"""
Khoy, article 100: from a citizen's report to a demolition, two commissions, and every term counted by hand.

The days are those of spring 2027. The feast of Nowruz is 21 to 24 March; 1 and 2 April are off; Friday is off. By the
rule of cpc-443 neither the day of notice nor the day of acting counts, a month is thirty days, a last day off moves on.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tools import browsing

from tests.journeys import deciding
from tests.journeys.moved_clock import Town
from tests.journeys.stories import Story, a_picture, one, wait_for_value
from tests.journeys.test_inspector_day import come_back

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.usefixtures("needs_chromium"),
]
FOUND = "طبقهٔ سوم بدون پروانه ساخته می‌شود."
FIRST = {"interior": "رضا کاظمی", "judge": "مریم احمدی", "councillor": "حسن نوری"}
APPEAL = {"interior": "لیلا صادقی", "judge": "کاوه رستمی", "councillor": "زهرا محمدی"}
WAIT_MS = 90_000


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path / "home", "Asia/Tehran")

    browsing.meydan(made.home, "init", "--pack", "ir/khoy", "--demo", "--port", str(made.port))
    made.run_at("2027-03-06 08:00", "load")
    return made


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return a_picture(tmp_path / "site.jpg", "grey")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return a_picture(tmp_path / "paper.jpg", "white")


def report(page: Page, base: str, photo: Path) -> str:
    """A citizen in Persian, on a small phone."""
    page.goto(f"{base}/report/?service=unauthorised_construction&lang=fa")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.fill("[name=address]", "خیابان امام ۱۲")
    page.fill("[name=description]", "یک طبقهٔ تازه روی ساختمان می‌سازند")
    page.set_input_files("[name=photos]", photo)
    page.fill("[name=phone]", "۰۹۱۲ ۳۴۵ ۶۷۸۹")
    page.get_by_role("button", name="فرستادن گزارش").click()
    page.wait_for_url(re.compile(r"/report/KH-"))
    found = re.search(r"KH-[0-9A-Z]{4}-[0-9A-Z]{2}", deciding.main(page))
    assert found
    # The promise of the house is two working days: Sunday 7 and Monday 8 March, 17 Esfand.
    assert "۱۷ اسفند ۱۴۰۵" in deciding.main(page)
    return found[0]


def visit_without_the_network(page: Page, base: str, photo: Path) -> None:
    """The inspector writes the visit down where there is no network; it is sent by itself afterwards."""
    deciding.as_role(page, base, "inspector")
    page.goto(f"{base}/field/?lang=fa")
    page.locator("html[data-at-hand]").wait_for(state="attached", timeout=WAIT_MS)
    page.context.set_offline(True)
    page.goto(f"{base}/field/")
    page.locator("a[data-keep]").first.click()
    page.locator("#visit-note").fill(FOUND)
    page.locator("#visit-photos").set_input_files(photo)
    page.locator("input[name=step][value=visit]").check()
    page.locator("form[data-field] .buttons button").click()
    page.locator("[data-waiting] li").wait_for()
    come_back(page)


def test_a_breach_in_khoy_goes_from_a_report_to_two_commissions_and_its_end(
    town: Town, photo: Path, paper: Path
) -> None:
    sizes = (browsing.PHONE, browsing.PHONE, browsing.DESK, browsing.PHONE)
    with browsing.browsers(*sizes) as opened:
        citizen, public, office, field = (one.new_page() for one in opened)

        with town.served_at("2027-03-06 09:00") as base:
            story = Story(town, report(citizen, base, photo), citizen, public, "fa")
            story.seen(base, "گزارش شما به ما رسید", "۱۷ اسفند ۱۴۰۵")
            deciding.as_role(field, base, "inspector")
            deciding.as_role(office, base, "manager")
            office.goto(f"{base}{story.case}?lang=fa")
            office.locator("#give-to").select_option(label="بازرس (نمونه)")
            office.locator("#give button").click()

        with town.served_at("2027-03-07 10:00") as base:
            visit_without_the_network(field, base, photo)
            story.seen(base, "از محل بازدید شد")
            assert story.clock("visit") == ("met",)

        with town.served_at("2027-03-08 09:00") as base:
            deciding.as_role(office, base, "manager")
            office.goto(f"{base}{story.case}?lang=fa")
            assert FOUND in office.inner_text("body")
            deciding.take_step(office, "stop", files=[paper])
            # A week to bring it to the commission: 8 + 7 + 1 = 16 March, 25 Esfand.
            story.seen(base, "ساخت‌وساز متوقف شد", "۲۵ اسفند ۱۴۰۵")

        second_authority_opens_by_itself(town, story)
        first_commission(town, story, office, paper)
        objection_and_appeal(town, story, office, paper)


def second_authority_opens_by_itself(town: Town, story: Story) -> None:
    """The office let its week run out: on the last day nothing happens, the day after the commission may be asked."""
    opened = f"SELECT second_opened_at IS NOT NULL FROM cases_case WHERE code = '{story.code}'"
    with town.served_at("2027-03-16 12:00") as base:
        story.seen(base, "۲۵ اسفند ۱۴۰۵")
        assert one(town.home, opened) == (0,)
    with town.served_at("2027-03-17 00:00") as base:
        wait_for_value(town, opened, 1)
        story.seen(base, "دیر کرده‌ایم", "مهلت ما تمام شد", "کمیسیون مادهٔ ۱۰۰")
        # Only whoever reported may take it there.
        button = "بردن به کمیسیون مادهٔ ۱۰۰"
        assert story.citizen.get_by_role("button", name=button).count() == 1
        assert story.public.get_by_role("button", name=button).count() == 0


def first_commission(town: Town, story: Story, office: Page, paper: Path) -> None:
    """Late, the office refers it; the party is heard; three members sit, two decide."""
    with town.served_at("2027-03-17 09:00") as base:
        deciding.as_role(office, base, "manager")
        office.goto(f"{base}{story.case}?lang=fa")
        deciding.take_step(office, "refer", note="ارجاع با تأخیر")
        story.seen(base, "در کمیسیون")
        deciding.take_step(office, "notify", files=[paper], given={"notified_on": "۱۴۰۵/۱۲/۲۶"})
        # Ten days to explain, over Nowruz: 17 + 10 + 1 = 28 March, 8 Farvardin; thirty days to decide: 17 April.
        story.seen(base, "در انتظار توضیح ذی‌نفع", "۸ فروردین ۱۴۰۶")
        office.goto(f"{base}{story.case}?lang=fa")
        assert "۲۸ فروردین ۱۴۰۶" in office.inner_text("#clocks")

    with town.served_at("2027-04-05 09:00") as base:
        deciding.as_role(office, base, "manager")
        office.goto(f"{base}/?lang=fa")
        deciding.give_seats(office, base, "commission_100", list(FIRST.items()), "۱۴۰۶/۰۱/۰۱")
        session = deciding.call(office, base, "commission_100", "۱۴۰۶/۰۱/۱۶", "۱۰:۰۰")
        deciding.put_before(office, base + story.case, session, "demolish")
        # Two of three do not make a session.
        deciding.write_room(office, session, [FIRST["interior"], FIRST["judge"]])
        deciding.turn(office, session, "open")
        assert "۳" in office.inner_text("#error-summary")
        deciding.write_room(office, session, list(FIRST.values()))
        deciding.turn(office, session, "open")
        votes = {
            FIRST["interior"]: ("for", ""),
            FIRST["judge"]: ("for", ""),
            FIRST["councillor"]: ("against", "جریمه بسنده است."),
        }
        deciding.vote(office, session, story.code, votes)
        deciding.sign(office, "قلع طبقهٔ سوم", paper, {"breached_principle": "technical"})
        # The first decision of the year 1406.
        assert re.search(r"۱۴۰۶/۱\b", office.inner_text("#decision"))
        # Ten days to object: 5 + 10 + 1 = 16 April, a Friday, so Saturday the 17th, 28 Farvardin.
        story.seen(base, "کمیسیون رأی داد", "۲۸ فروردین ۱۴۰۶")
        assert story.clock("defence") == ("lapsed",)
        assert story.clock("decision") == ("met",)


def objection_and_appeal(town: Town, story: Story, office: Page, paper: Path) -> None:
    """On the last day the owner objects; the other commission hears it, and nobody who decided first sits there."""
    with town.served_at("2027-04-17 13:00") as base:
        deciding.as_role(office, base, "manager")
        office.goto(f"{base}{story.case}?lang=fa")
        deciding.take_step(office, "object", note="اعتراض مالک، شمارهٔ ۷۷")
        story.seen(base, "اعتراض در دست بررسی است")
        assert story.clock("objection") == ("met",)

    with town.served_at("2027-05-03 09:00") as base:
        deciding.as_role(office, base, "manager")
        office.goto(f"{base}/?lang=fa")
        seats = [
            ("interior", APPEAL["interior"]),
            ("judge", FIRST["judge"]),
            ("councillor", APPEAL["councillor"]),
        ]
        deciding.give_seats(office, base, "commission_100_appeal", seats, "۱۴۰۶/۰۲/۰۱")
        session = deciding.call(office, base, "commission_100_appeal", "۱۴۰۶/۰۲/۱۳", "۱۱:۰۰")
        deciding.put_before(office, base + story.case, session, "demolish")
        deciding.write_room(office, session, [name for _seat, name in seats])
        deciding.turn(office, session, "open")
        deciding.vote(office, session, story.code, {name: ("for", "") for _seat, name in seats})
        # The judge of the first decision may not vote on the objection to it.
        assert FIRST["judge"] in office.inner_text("#error-summary")
        deciding.turn(office, session, "close")
        deciding.end_seat(office, base, "commission_100_appeal", FIRST["judge"], "۱۴۰۶/۰۲/۱۳")

    with town.served_at("2027-05-04 09:00") as base:
        deciding.as_role(office, base, "manager")
        office.goto(f"{base}/?lang=fa")
        seat = [("judge", APPEAL["judge"])]
        deciding.give_seats(office, base, "commission_100_appeal", seat, "۱۴۰۶/۰۲/۱۴")
        session = deciding.call(office, base, "commission_100_appeal", "۱۴۰۶/۰۲/۱۴", "۱۱:۰۰")
        deciding.put_before(office, base + story.case, session, "demolish")
        deciding.write_room(office, session, list(APPEAL.values()))
        deciding.turn(office, session, "open")
        deciding.vote(office, session, story.code, dict.fromkeys(APPEAL.values(), ("for", "")))
        deciding.sign(office, "رأی بدوی تأیید شد", paper)
        # Sixty days to carry it out: 4 May + 60 + 1 = 4 July, a Sunday, 13 Tir.
        story.seen(base, "رأی قطعی شد", "۱۳ تیر ۱۴۰۶")

    with town.served_at("2027-06-01 09:00") as base:
        deciding.as_role(office, base, "manager")
        office.goto(f"{base}{story.case}?lang=fa")
        deciding.take_step(office, "execute", note="قلع بنا انجام شد", files=[paper])
        story.seen(base, "رأی اجرا شد")
        assert story.clock("execution") == ("met",)
    # The chain of its history holds, after all these hands.
    town.run_at("2027-06-01 10:00", "doctor")
