"""Papers for tests."""

from __future__ import annotations

from meydan.base.papers.composing import PaperFacts

STOP_WORK = {
    "address": "Cumhuriyet Caddesi 41, Gümüşhane",
    "parcel": "214/7",
    "owner": "Ali Işık",
    "storeys": "3 kat, 412 m²",
    "recorded_on": "2026-11-23",
    "breach": "Ruhsatta olmayan üçüncü kat dökülmüş.\nKat yüksekliği 3,20 m.",
}
ARTICLE_100 = {
    "owner": "رضا میرزایی",
    "address": "خوی، خیابان شریعتی، پلاک 41",
    "parcel": "5-2-14-7-1-0-0",
    "met_on": "2026-11-23",
    "principle": "اصول شهرسازی",
    "breach": "احداث 85 متر مربع اضافه‌بنا در طبقهٔ سوم، بیرون از پروانهٔ شمارهٔ 1403/112.",
    "decision": "به پرداخت جریمه بر پایهٔ تبصرهٔ 2 رأی داده شد.",
}


def facts(values: dict[str, str] = STOP_WORK, language: str = "tr", **more: object) -> PaperFacts:
    """What stands on a stop-work record of Gümüşhane, or on another paper."""
    unit = {"tr": "Yapı Kontrol Müdürlüğü", "fa": "مدیریت کنترل ساختمان", "en": "Building Control"}
    asked: dict[str, object] = {"thing": "cases.case:12", "thing_code": "GM-7K2Q-X9", "unit_names": unit}
    return PaperFacts(values=values, language=language, **{**asked, **more})  # type: ignore[arg-type]
