"""What the sample town is asked about: a hearing that is open, and one that was answered and closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import shapely

from meydan.base.packs.public import current
from meydan.base.people.public import Account
from meydan.domains.participation.public import (
    Consultation,
    Where,
    add_section,
    answer_opinions,
    close_consultation,
    open_hearing,
    publish_consultation,
    say,
    show_opinion,
)
from meydan.kernel.strategy.public import Action
from meydan.site.sample.operations.meetings import fill_meetings
from meydan.site.sample.operations.surveying import fill_surveys

DAY = timedelta(days=1)
Words = dict[str, str]
NAMES: dict[str, Words] = {
    "sample-riverside": {"tr": "Dere boyu yürüyüş yolu (örnek)", "fa": "پیاده‌راه کنار رودخانه (نمونه)",
                         "en": "Path along the river (sample)"},
    "sample-market": {"tr": "Pazar yerinin yeni düzeni (örnek)", "fa": "چیدمان تازهٔ بازار روز (نمونه)",
                      "en": "New layout of the market (sample)"},
}  # fmt: skip
TEXTS: dict[str, Words] = {
    "sample-riverside": {
        "tr": "Dere boyunca 1.200 metrelik yol taslağı. Görüşünüzü bölüm bölüm ya da yeri göstererek yazabilirsiniz.",
        "fa": "طرح یک مسیر ۱٬۲۰۰ متری کنار رودخانه. می‌توانید برای هر بخش یا با نشان دادن جا نظر بدهید.",
        "en": "A draft of a path of 1,200 metres along the river. Speak to a part, or show the place.",
    },
    "sample-market": {
        "tr": "Pazar tezgâhları, gölgelikler ve yükleme saatleri yeniden düzenlendi.",
        "fa": "غرفه‌ها، سایه‌بان‌ها و ساعت بارگیری بازار از نو چیده شد.",
        "en": "Stalls, shades and loading hours of the market were laid out anew.",
    },
}  # fmt: skip
PARTS: tuple[Words, ...] = (
    {"tr": "Genişlik ve zemin", "fa": "پهنا و کف", "en": "Width and surface"},
    {"tr": "Aydınlatma", "fa": "روشنایی", "en": "Lighting"},
    {"tr": "Ağaçlar ve gölge", "fa": "درخت و سایه", "en": "Trees and shade"},
)
SAID: tuple[Words, ...] = (
    {"tr": "Bebek arabası için en az üç metre olsun.", "fa": "برای کالسکه دست‌کم سه متر باشد.",
     "en": "Make it three metres at least, for prams."},
    {"tr": "Akşam yürüyenler için ışık sık olsun ama evlere vurmasın.",
     "fa": "برای پیاده‌روی شب چراغ بیشتر باشد ولی به خانه‌ها نتابد.",
     "en": "More lamps for evening walks, but not into the houses."},
    {"tr": "Banklar ağaç altında dursun.", "fa": "نیمکت‌ها زیر درخت باشد.", "en": "Put the benches under trees."},
    {"tr": "Tekerlekli sandalyeyle iki ucundan da girilebilmeli.", "fa": "با صندلی چرخ‌دار از هر دو سر بتوان وارد شد.",
     "en": "A wheelchair must get in at both ends."},
    {"tr": "Bisiklet için ayrı şerit istiyoruz.", "fa": "مسیر جداگانهٔ دوچرخه می‌خواهیم.",
     "en": "We want a lane of its own for bicycles."},
)  # fmt: skip
ANSWERS: tuple[tuple[str, Words, Words, Words], ...] = (
    ("accepted", {"tr": "Yol daha geniş ve engelsiz olsun", "fa": "مسیر پهن‌تر و بی‌مانع باشد",
                  "en": "A wider path without barriers"},
     {"tr": "Genişlik üç metreye çıktı, iki uca rampa eklendi.", "fa": "پهنا سه متر شد و دو سر شیب‌راه گرفت.",
      "en": "It is three metres wide now, with ramps at both ends."},
     {"tr": "Taslak 2: genişlik 3 m", "fa": "طرح ۲: پهنا ۳ متر", "en": "Draft 2: 3 m wide"}),
    ("not", {"tr": "Ayrı bisiklet şeridi olsun", "fa": "مسیر جداگانهٔ دوچرخه باشد", "en": "A lane for bicycles"},
     {"tr": "Dere ile duvar arası buna dar; bisiklet yolu paralel caddede planlanıyor.",
      "fa": "میان رود و دیوار جا نیست؛ مسیر دوچرخه در خیابان موازی پیش‌بینی شده است.",
      "en": "The bank is too narrow; a cycle path is planned on the parallel street."}, {}),
    ("partly", {"tr": "Işık ve gölge olsun", "fa": "روشنایی و سایه باشد", "en": "Light and shade"},
     {"tr": "Banklar ağaç altına alındı; ışıklar alçak seçildi, sayıları bütçeye bağlı.",
      "fa": "نیمکت‌ها زیر درخت آمد؛ چراغ‌ها کوتاه شد و شمارشان به بودجه بسته است.",
      "en": "The benches went under the trees; lamps are low, their number depends on the money."},
     {"tr": "Taslak 2: banklar ve alçak ışıklar", "fa": "طرح ۲: نیمکت و چراغ کوتاه",
      "en": "Draft 2: benches and low lamps"}),
)  # fmt: skip


def fill_hearings(*, seed: int, actor: Account, now: datetime) -> int:
    """Ask the town twice, once; returns how many hearings were made."""
    if Consultation.objects.filter(is_sample=True).exists():
        return 0
    language, rng = current().default_language, np.random.default_rng(seed + 12)
    past = _made("sample-market", now - 80 * DAY, now - 50 * DAY)
    _speak(past, rng, now - 60 * DAY, language, actor)
    _answer(past, language, actor, now - 45 * DAY, all_of_them=True)
    close_consultation(consultation=past, actor=actor, now=now - 44 * DAY)
    running = _made("sample-riverside", now - 12 * DAY, now + 18 * DAY)
    _speak(running, rng, now - 6 * DAY, language, actor)
    _answer(running, language, actor, now - 2 * DAY, all_of_them=False)
    fill_meetings(actor=actor, now=now)
    return 3 + fill_surveys(seed=seed, now=now)


def _made(code: str, opens_at: datetime, closes_at: datetime) -> Consultation:
    lon, lat = current().centre
    bank = shapely.box(lon - 0.004, lat - 0.0012, lon + 0.004, lat - 0.0002)
    made = open_hearing(
        code=code, names=NAMES[code], texts=TEXTS[code], opens_at=opens_at, closes_at=closes_at, area=bank,
        is_sample=True,
    )  # fmt: skip
    for names in PARTS:
        add_section(consultation=made, names=names)
    return publish_consultation(consultation=made, actor=None, now=opens_at)


def _speak(held: Consultation, rng: Any, now: datetime, language: str, actor: Account) -> None:
    """Five neighbours speak, most to a part, two of them to a place; one is still being checked."""
    lon, lat = current().centre
    parts = list(held.sections.all())
    for index, words in enumerate(SAID):
        section = parts[index % len(parts)]
        where = Where(section=section)
        if index % 2:
            where = Where(section=section, lon=lon + float(rng.uniform(-0.003, 0.003)), lat=lat - 0.0007)
        made = say(
            consultation=held, words=words[language], token=f"sample-{index}", language=language, is_sample=True,
            now=now + index * timedelta(hours=7), where=where,
        )  # fmt: skip
        if index < len(SAID) - 1 or held.code == "sample-market":
            show_opinion(opinion=made, public_words=made.public_words, actor=actor, now=now + DAY * 2)


def _answer(held: Consultation, language: str, actor: Account, now: datetime, *, all_of_them: bool) -> None:
    spoken = list(held.opinions.order_by("number"))
    code = (
        Action.objects.filter(is_sample=True).order_by("order", "pk").values_list("code", flat=True).first()
        or ""
    )
    groups = [[spoken[0], spoken[3]], [spoken[4]], [spoken[1], spoken[2]]]
    groups = groups if all_of_them else groups[:1]
    for opinions, (outcome, gist, reason, changed) in zip(groups, ANSWERS, strict=False):
        answer_opinions(
            consultation=held, opinions=opinions, gist=gist[language], outcome=outcome, reason=reason[language],
            changed=changed.get(language, ""), actor=actor, now=now, action_code=code if changed else "",
        )  # fmt: skip
