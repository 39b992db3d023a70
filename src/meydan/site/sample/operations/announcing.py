"""What the sample town announces: water off, a street closed, a tender, a plan on display with its objections."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import shapely

from meydan.base.people.public import Account
from meydan.domains.notices.public import Said, announce, write
from meydan.domains.planning.public import Display, answer, object_to, put_on_display
from meydan.kernel.cases.public import (
    PreparedFile,
    ReporterFacts,
    advance,
    assign,
    open_case,
    service,
    workflow,
)
from meydan.kernel.places.public import Place, places_of
from meydan.site.sample.engine.town import Town

# Service, headline, words, where, and from when until when, counted from now.
Planned = tuple[str, dict[str, str], dict[str, str], Place | None, timedelta, timedelta]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WATER = {"tr": "Su kesintisi", "fa": "قطع آب", "en": "Water is off"}
WATER_TEXT = {
    "tr": "Ana boru onarılıyor. Su tankeri mahalle meydanında.",
    "fa": "لولهٔ اصلی در دست تعمیر است. تانکر آب در میدان محله ایستاده است.",
    "en": "The main pipe is being mended. A water tanker stands on the square.",
}
CLOSED = {"tr": "Sokak trafiğe kapalı", "fa": "کوچه بسته است", "en": "Street closed"}
CLOSED_TEXT = {
    "tr": "Fiber kablo döşeniyor. Yayalar geçebilir.",
    "fa": "کابل فیبر نوری کار گذاشته می‌شود. عابران می‌توانند بگذرند.",
    "en": "Fibre is being laid. People on foot can pass.",
}
TENDER = {"tr": "Kaldırım yenileme işi", "fa": "بازسازی پیاده‌روها", "en": "Renewal of pavements"}
PLAN = {"tr": "Kat yüksekliği değişikliği", "fa": "تغییر ارتفاع ساختمان‌ها", "en": "Change of building height"}
PLAN_TEXT = {
    "tr": "Bu adada en çok kat sayısı beşten üçe iniyor; ön bahçe beş metre kalıyor.",
    "fa": "در این بلوک، بیشترین شمار طبقه از پنج به سه می‌رسد؛ پیش‌روی پنج متر می‌ماند.",
    "en": "In this block the highest number of floors falls from five to three; front gardens stay five metres.",
}
OBJECTIONS = (
    (
        {"tr": "Parselimde temel atıldı, hakkım korunsun.", "fa": "پی ساختمان من ریخته شده؛ حق من حفظ شود.",
         "en": "My foundation is laid; keep what I was given."},
        {"tr": "Ruhsatlı temelin hakkı", "fa": "حق پی دارای پروانه", "en": "Right of a permitted foundation"},
        {"tr": "Ruhsat tarihi esas alınır, yapı tamamlanabilir.", "fa": "تاریخ پروانه ملاک است و بنا کامل می‌شود.",
         "en": "The day of the permit counts; the building may be finished."},
    ),
    (
        {"tr": "Üç kat az, değer kaybı olur.", "fa": "سه طبقه کم است و ارزش ملک می‌افتد.",
         "en": "Three floors are too few; the land loses value."},
        None, None,
    ),
)  # fmt: skip


def fill_announcements(
    *, town: Town, actors: dict[str, Account], photo: PreparedFile, language: str, now: datetime
) -> int:
    """Put notices out and a plan on display, once; returns how many were made."""
    rng = np.random.default_rng(town.spec.seed + 5)
    areas = [one for one in places_of(["neighbourhoods"]) if shapely.get_dimensions(one.shape()) == 2]
    manager = actors.get("manager")
    if manager is None or len(areas) < 3:
        return 0
    chosen = [areas[int(i)] for i in rng.choice(len(areas), 3, replace=False)]
    made = _notices(chosen, manager, now)
    return made + _plan(chosen[2], manager, photo, language, now)


def _notices(areas: list[Place], manager: Account, now: datetime) -> int:
    plans: tuple[Planned, ...] = (
        ("water_cut", WATER, WATER_TEXT, areas[0], -2 * HOUR, 5 * HOUR),
        ("water_cut", WATER, WATER_TEXT, areas[1], DAY, DAY + 6 * HOUR),
        ("street_closed", CLOSED, CLOSED_TEXT, areas[1], -DAY, 2 * DAY),
        ("tender_notice", TENDER, {}, None, -3 * DAY, 12 * DAY),
    )
    made = 0
    for code, titles, texts, place, begins, ends in plans:
        if service(code) is None:
            continue
        written = now + min(begins, timedelta(0)) - 6 * HOUR
        said = Said(
            titles=titles, texts=texts, starts_at=now + begins, ends_at=now + ends,
            where=dict(place.names) if place else {}, area=place.shape() if place else None,
            place_keys=[place.key] if place else [],
        )  # fmt: skip
        notice = write(service=code, said=said, actor=manager, now=written, is_sample=True)
        if code != "tender_notice":
            announce(notice=notice, actor=manager, now=written)
        made += 1
    return made


def _plan(place: Place, manager: Account, photo: PreparedFile, language: str, now: datetime) -> int:
    held = service("plan_change")
    if held is None or service("plan_objection") is None:
        return 0
    opened = now - 60 * DAY
    case = open_case(
        service=held, title=PLAN, place=place, lon=place.lon, lat=place.lat, source="counter", now=opened,
        idempotency_key="sample-plan", is_sample=True,
    )  # fmt: skip
    if Display.objects.filter(case=case).exists():
        return 0
    assign(case_id=case.pk, assignee=manager, actor=manager, now=opened + DAY)
    walk = workflow(held.workflow)
    for arrow in walk.path_to("council") if "council" in walk.states else walk.path_to("study"):
        case = advance(
            case_id=case.pk, transition=arrow.code, actor=manager, now=opened + 10 * DAY,
            evidence=[photo] if "evidence" in arrow.require else (),
        )  # fmt: skip
    block = place.shape().centroid.buffer(0.0012, cap_style="square")
    hung = put_on_display(
        case=case, actor=manager, now=now - 10 * DAY, until_at=now + 20 * DAY, texts=PLAN_TEXT, area=block,
        evidence=[photo],
    )  # fmt: skip
    return 1 + sum(_object(hung, number, manager, language, now) for number in range(len(OBJECTIONS)))


def _object(hung: Display, number: int, manager: Account, language: str, now: datetime) -> int:
    words, summary, reasons = OBJECTIONS[number]
    middle = hung.shape.centroid
    taken = object_to(
        display=hung, parcel={"block": "112", "parcel": str(4 + number)}, words=words[language],
        reporter=ReporterFacts(name="Örnek / نمونه", language=language), now=now - (5 - number) * DAY,
        lon=middle.x + 0.0004 * number, lat=middle.y, is_sample=True, idempotency_key=f"sample-objection-{number}",
    )  # fmt: skip
    if summary and reasons:
        answer(
            objection=taken, answer="accept", summary=summary[language], reasons=reasons[language], actor=manager,
            now=now - 2 * DAY,
        )  # fmt: skip
    return 1
