"""Whom the sample town asks, and the meeting they came to."""

from __future__ import annotations

from datetime import datetime, timedelta

from meydan.base.packs.public import current
from meydan.base.people.public import Account
from meydan.domains.participation.public import (
    answer_opinions,
    count_attendance,
    keep_stakeholder,
    plan_workshop,
    publish_consultation,
    say,
    show_opinion,
)

DAY = timedelta(days=1)
Words = dict[str, str]
# Kind, name, topics, interest, influence, whether it agreed to be named.
ASKED: tuple[tuple[str, Words, Words, int, int, bool], ...] = (
    ("university", {"tr": "Üniversite, çevre bölümü (örnek)", "fa": "دانشگاه، گروه محیط زیست (نمونه)"},
     {"tr": "iklim", "fa": "اقلیم"}, 5, 4, True),
    ("chamber", {"tr": "Esnaf odası (örnek)", "fa": "اتاق اصناف (نمونه)"},
     {"tr": "ticaret", "fa": "بازار"}, 4, 4, True),
    ("neighbourhood", {"tr": "Merkez mahalle muhtarlığı (örnek)", "fa": "شورایاری محلهٔ مرکز (نمونه)"},
     {"tr": "mahalle", "fa": "محله"}, 5, 3, True),
    ("association", {"tr": "Engelliler derneği (örnek)", "fa": "انجمن معلولان (نمونه)"},
     {"tr": "erişilebilirlik", "fa": "دسترس‌پذیری"}, 5, 2, True),
    ("citizens", {"tr": "Bisiklet topluluğu (örnek)", "fa": "گروه دوچرخه‌سواران (نمونه)"},
     {"tr": "ulaşım", "fa": "حمل‌ونقل"}, 5, 1, False),
    ("institution", {"tr": "Su işleri bölgesi (örnek)", "fa": "آب منطقه‌ای (نمونه)"},
     {"tr": "su", "fa": "آب"}, 2, 5, False),
    ("company", {"tr": "Otobüs işletmesi (örnek)", "fa": "شرکت اتوبوس‌رانی (نمونه)"},
     {"tr": "ulaşım", "fa": "حمل‌ونقل"}, 3, 3, False),
)  # fmt: skip
CAME = (("residents", 34, 19, 15, 11), ("university", 9, 5, 4, 6), ("neighbourhood", 4, None, None, None),
        ("association", 7, 4, 3, 2), ("citizens", 6, 2, 4, 5))  # fmt: skip
NAMES: Words = {
    "tr": "Ulaşım çalıştayı (örnek)",
    "fa": "نشست حمل‌ونقل (نمونه)",
    "en": "Mobility workshop (sample)",
}
TEXTS: Words = {
    "tr": "Yürüme, bisiklet ve otobüs için öncelikleri birlikte sıraladık.",
    "fa": "اولویت‌های پیاده‌روی، دوچرخه و اتوبوس را با هم چیدیم.",
    "en": "Together we ranked what matters for walking, cycling and buses.",
}
PLACE: Words = {"tr": "Kültür evi", "fa": "خانهٔ فرهنگ", "en": "House of culture"}
SAID: tuple[Words, ...] = (
    {"tr": "Son otobüs hafta sonu bir saat geç kalksın.", "fa": "آخرین اتوبوس آخر هفته یک ساعت دیرتر برود.",
     "en": "Let the last bus leave an hour later at weekends."},
    {"tr": "Okul yolunda kaldırım kesintisiz olsun.", "fa": "پیاده‌روی راه مدرسه پیوسته باشد.",
     "en": "No gap in the pavement on the way to school."},
)  # fmt: skip
GIST: Words = {
    "tr": "Hafta sonu daha geç otobüs",
    "fa": "اتوبوس دیرتر در آخر هفته",
    "en": "A later bus at weekends",
}
REASON: Words = {
    "tr": "Üç aylık deneme başladı; dolulukla birlikte karar verilecek.",
    "fa": "آزمایش سه‌ماهه آغاز شد؛ با شمار مسافر تصمیم گرفته می‌شود.",
    "en": "A trial of three months began; ridership will decide.",
}


def fill_meetings(*, actor: Account, now: datetime) -> None:
    """Seven organisations, and one meeting with its counts, two remarks and an answer."""
    language = current().default_language
    for kind, name, topic, interest, influence, is_named in ASKED:
        keep_stakeholder(
            name=name[language], kind=kind, topics=[topic[language]], interest=interest, influence=influence,
            consented_on=(now - 90 * DAY).date() if is_named else None, is_named=is_named, actor=None, now=now,
            is_sample=True,
        )  # fmt: skip
    held = plan_workshop(
        code="sample-workshop", names=NAMES, texts=TEXTS, where=PLACE, starts_at=now - 20 * DAY,
        ends_at=now - 20 * DAY + timedelta(hours=3), opens_at=now - 34 * DAY, closes_at=now - 10 * DAY, is_sample=True,
    )  # fmt: skip
    publish_consultation(consultation=held, actor=None, now=now - 34 * DAY)
    held.refresh_from_db()
    for kind, count, women, men, young in CAME:
        count_attendance(
            workshop=held.workshop, kind=kind, count=count, women=women, men=men, young=young, actor=None,
            now=now - 19 * DAY,
        )  # fmt: skip
    said = [
        say(consultation=held, words=words[language], token=f"sample-{index}", channel="meeting", language=language,
            now=now - 20 * DAY, is_sample=True)
        for index, words in enumerate(SAID)
    ]  # fmt: skip
    for one in said:
        show_opinion(opinion=one, public_words=one.public_words, actor=actor, now=now - 18 * DAY)
    answer_opinions(
        consultation=held, opinions=said[:1], gist=GIST[language], outcome="partly", reason=REASON[language],
        actor=actor, now=now - 8 * DAY,
    )  # fmt: skip
