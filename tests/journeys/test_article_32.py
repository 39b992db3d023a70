"""
Gümüşhane, articles 32 and 42 of the Zoning Act side by side: the seal, the land registry, the owner's month, the fine.

The days are those of autumn 2026, counted by hand over Republic Day: 28 October is half a day and is worked, 29 October
is off. Counting begins the next day, and a last day off moves to the next working day.
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

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.usefixtures("needs_chromium"),
]
SEATS = [
    ("mayor", "Ayla Başkan"),
    ("finance", "Cem Malî"),
    ("unit_head", "Deniz İmar"),
    ("unit_head", "Elif Fen"),
    ("councillor", "Ferit Üye"),
    ("councillor", "Gül Üye"),
    ("councillor", "Hakan Üye"),
]
PRESENT = ["Ayla Başkan", "Cem Malî", "Deniz İmar", "Ferit Üye", "Gül Üye"]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path / "home", "Europe/Istanbul")

    browsing.meydan(made.home, "init", "--pack", "tr/gumushane", "--demo", "--port", str(made.port))
    made.run_at("2026-10-19 08:00", "load")
    return made


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return a_picture(tmp_path / "bina.jpg", "grey")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return a_picture(tmp_path / "tutanak.jpg", "white")


def report(page: Page, base: str, photo: Path) -> str:
    page.goto(f"{base}/report/?service=unauthorised_construction&lang=tr")
    page.fill("[name=address]", "Karaer Mahallesi, 104 ada 7 parsel")
    page.fill("[name=description]", "Ruhsatsız kat çıkılıyor")
    page.set_input_files("[name=photos]", photo)
    page.get_by_role("button", name="Bildirimi gönder").click()
    page.wait_for_url(re.compile(r"/report/GM-"))
    found = re.search(r"GM-[0-9A-Z]{4}-[0-9A-Z]{2}", deciding.main(page))
    assert found
    # Five working days: 20, 21, 22, 23 and, after the week's end, 26 October.
    assert "26 Ekim 2026" in deciding.main(page)
    return found[0]


def clock_row(page: Page, name: str) -> str:
    """A term as the case's page shows it: its name, its last day, how it is counted, and its law."""
    return page.locator("#clocks .clock-row", has_text=name).inner_text()


def test_in_gumushane_the_registry_the_owner_and_the_fine_have_clocks_of_their_own(
    town: Town, photo: Path, paper: Path
) -> None:
    sizes = (browsing.PHONE, browsing.PHONE, browsing.DESK)
    with browsing.browsers(*sizes) as opened:
        citizen, public, office = (one_.new_page() for one_ in opened)

        with town.served_at("2026-10-19 10:00") as base:
            story = Story(town, report(citizen, base, photo), citizen, public, "tr")
            story.seen(base, "Bildiriminiz bize ulaştı", "26 Ekim 2026")

        with town.served_at("2026-10-22 10:00") as base:
            deciding.as_role(office, base, "manager")
            fine = sealed_and_fined(story, office, base, photo, paper)
            story.seen(base, "Yapı sahibine süre verildi")

        with town.served_at("2026-10-30 16:00") as base:
            deciding.as_role(office, base, "manager")
            registry_is_told_on_the_last_day(story, fine, office, base, paper)

        terms_run_out(town, story, fine, office)

        with town.served_at("2026-11-25 09:00") as base:
            deciding.as_role(office, base, "manager")
            committee_decides_both(story, fine, office, base, paper)

        paid_and_sued(town, story, fine, office, paper)


def sealed_and_fined(story: Story, office: Page, base: str, photo: Path, paper: Path) -> Story:
    """Recorded, sealed and posted on one day; the fine's own case is opened beside."""
    office.goto(f"{base}{story.case}?lang=tr")
    record = {"site_photo": photo, "sketch": paper, "measures": "12 x 9 m, 3 kat", "parcel": "Karaer, 104, 7"}
    deciding.take_step(office, "record", note="Ruhsatsız üçüncü kat", given=record)
    assert story.clock("visit") == ("met",)
    breach = {"breach": "Ruhsat iki kat, yapılan üç kat"}
    deciding.take_step(office, "seal", files=[paper], given=breach)
    deciding.take_step(office, "serve", given={"posted_record": photo, "posted_on": "22.10.2026"})
    # Seven days end on Thursday 29 October, Republic Day, so on Friday the 30th.
    registry = clock_row(office, "Tapuya bildirme süresi")
    # A month from the posting ends on Sunday 22 November, so on Monday the 23rd.
    cure = clock_row(office, "Uygun hâle getirme süresi")
    for row, day in ((registry, "30 Ekim 2026"), (cure, "23 Kasım 2026")):
        assert day in row
        assert "İmar Kanunu" in row
        assert "belediyenin hukukçusu henüz bakmadı" in row
    # The day that did not count is named.
    assert "Cumhuriyet Bayramı" in registry
    office.goto(f"{base}{story.case}?lang=tr&open=ties#ties")
    form = office.locator("form[action$='/beside/']")
    form.locator("xpath=ancestor::details").locator("summary").click()
    form.locator("[name=service]").select_option("construction_fine")
    form.locator("[name=words]").fill("3194/42 para cezası")
    form.locator("[name=how][value=child]").check()
    form.locator("button[type=submit]").click()
    office.wait_for_load_state()
    office.goto(f"{base}{story.case}?lang=tr")
    link = office.locator("#ties a.row-title")
    code = re.search(r"GM-[0-9A-Z]{4}-[0-9A-Z]{2}", link.inner_text())
    assert code
    # The fine's clock stands on the page of the breach too.
    assert office.locator("#ties .clock").count() == 1
    fine = Story(story.town, code[0], story.citizen, story.public, "tr")
    office.goto(f"{base}{fine.case}?lang=tr")
    # Ten working days without Republic Day: 23, 26, 27, 28, 30 October, 2 to 6 November.
    row = clock_row(office, "Ceza kararı süresi")
    assert "6 Kasım 2026" in row
    assert "Cumhuriyet Bayramı" in row
    deciding.take_step(office, "calculate", files=[paper])
    return fine


def registry_is_told_on_the_last_day(story: Story, fine: Story, office: Page, base: str, paper: Path) -> None:
    """The letter goes out on the day the term was moved to: one clock is met while the other two run on."""
    office.goto(f"{base}{story.case}?lang=tr")
    given = {"registry_letter": "E-2026/118", "registry_on": "30.10.2026"}
    deciding.take_step(office, "tell_registry", given=given)
    assert story.clock("registry_notice") == ("met",)
    assert story.clock("cure") == ("running",)
    assert fine.clock("fine") == ("running",)
    assert "E-2026/118" in office.inner_text("body")
    story.seen(base, "Yapı sahibine süre verildi", "23 Kasım 2026")


def terms_run_out(town: Town, story: Story, fine: Story, office: Page) -> None:
    """The fine is late for the office, which is told; the owner's month is over, and nobody here is late for it."""
    breached = f"SELECT breached_at IS NOT NULL FROM cases_case WHERE code = '{fine.code}'"
    with town.served_at("2026-11-06 12:00"):
        assert one(town.home, breached) == (0,)
    with town.served_at("2026-11-07 00:01") as base:
        wait_for_value(town, breached, 1)
        deciding.as_role(office, base, "manager")
        office.goto(f"{base}{fine.case}?lang=tr")
        assert "Süre doldu" in office.inner_text("body")
        office.goto(f"{base}/desk/?folder=overdue&lang=tr")
        assert fine.code in deciding.main(office)
        assert story.code not in deciding.main(office)
    lapsed = (
        "SELECT k.state FROM cases_clock k JOIN cases_case c ON c.id = k.case_id "
        f"WHERE c.code = '{story.code}' AND k.key = 'cure'"
    )
    with town.served_at("2026-11-23 12:00") as base:
        story.seen(base, "23 Kasım 2026")
        assert one(town.home, lapsed) == ("running",)
    with town.served_at("2026-11-24 00:01") as base:
        wait_for_value(town, lapsed, "lapsed")
        # The law leaves the demolition to the committee, so the machine decides nothing: it says that time is over.
        story.seen(base, "Verilen süre doldu")
        assert one(town.home, f"SELECT state FROM cases_case WHERE code = '{story.code}'") == (
            "registry_told",
        )
        assert one(town.home, f"SELECT breached_at FROM cases_case WHERE code = '{story.code}'") == (None,)


def committee_decides_both(story: Story, fine: Story, office: Page, base: str, paper: Path) -> None:
    """Seven seats: three cannot open a session, five can; the demolition by three to two, the fine by all."""
    office.goto(f"{base}/?lang=tr")
    deciding.give_seats(office, base, "encumen", SEATS, "01.01.2026")
    session = deciding.call(office, base, "encumen", "25.11.2026", "14:00")
    deciding.put_before(office, base + story.case, session, "demolish")
    deciding.put_before(office, base + fine.case, session, "fine")
    deciding.write_room(office, session, PRESENT[:3])
    deciding.turn(office, session, "open")
    assert "4" in office.inner_text("#error-summary")
    deciding.write_room(office, session, PRESENT)
    deciding.turn(office, session, "open")
    votes = dict.fromkeys(PRESENT, ("for", ""))
    for name in PRESENT[3:]:
        votes[name] = ("against", "Ölçüm yeterli değil.")
    deciding.vote(office, session, story.code, votes)
    deciding.sign(office, "Ruhsata aykırı üçüncü katın yıkılmasına", paper)
    assert re.search(r"2026/1\b", office.inner_text("#decision"))
    deciding.vote(office, session, fine.code, dict.fromkeys(PRESENT, ("for", "")))
    deciding.sign(office, "İdari para cezası verilmesine", paper)
    assert re.search(r"2026/2\b", office.inner_text("#decision"))
    # Sixty days to bring an action end on Sunday 24 January 2027, so on Monday the 25th.
    story.seen(base, "Encümen karar verdi", "25 Ocak 2027")
    # The fine was decided, and late it was.
    assert fine.clock("fine") == ("missed",)


def paid_and_sued(town: Town, story: Story, fine: Story, office: Page, paper: Path) -> None:
    """The owner pays the fine within its month and takes the demolition to court, which upholds it."""
    with town.served_at("2026-11-26 10:00") as base:
        deciding.as_role(office, base, "manager")
        office.goto(f"{base}{fine.case}?lang=tr")
        deciding.take_step(office, "serve", files=[paper])
        # A month ends on Saturday 26 December, so on Monday the 28th.
        assert "28 Aralık 2026" in clock_row(office, "Ödeme süresi")
    with town.served_at("2026-12-28 15:00") as base:
        deciding.as_role(office, base, "manager")
        office.goto(f"{base}{fine.case}?lang=tr")
        deciding.take_step(office, "pay", note="Makbuz 118")
        assert fine.clock("payment") == ("met",)
        office.goto(f"{base}{story.case}?lang=tr")
        deciding.take_step(office, "sue", note="2026/901 E.")
        assert story.clock("suit") == ("met",)
        story.seen(base, "Mahkeme sürecinde")
    with town.served_at("2027-03-01 10:00") as base:
        deciding.as_role(office, base, "manager")
        office.goto(f"{base}{story.case}?lang=tr")
        deciding.take_step(office, "upheld", files=[paper])
        deciding.take_step(office, "demolish", note="Yıkıldı", files=[paper])
        story.seen(base, "Aykırılık giderildi")
    # The chain of both histories holds, after all these hands.
    town.run_at("2027-03-01 12:00", "doctor")
