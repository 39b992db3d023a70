"""Which column of a published table is which: headings in Turkish, Persian and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from meydan.base.locale.engine.folding import fold

LANGUAGES = ("tr", "fa", "en")
# Fields whose words stand in one language each; a heading of an export ends in ".tr", ".fa" or ".en".
WORDED = ("goal", "target", "action", "step", "about")

# Field -> headings as tables print them. The longest that fits wins; a word alone fits inside a longer heading.
HEADINGS: dict[str, tuple[str, ...]] = {
    "goal_code": ("amaç no", "amaç kodu", "goal no", "goal code", "goal number", "شماره هدف کلان", "کد هدف کلان",
                  "کد راهبرد", "شماره راهبرد"),
    "goal": ("amaç", "stratejik amaç", "amaç adı", "goal", "strategic goal", "strategic objective",
             "strategic priority", "priority", "pillar", "هدف کلان", "هدف راهبردی", "راهبرد", "محور"),
    "theme": ("tema", "theme", "موضوع"),
    "target_code": ("hedef no", "hedef kodu", "target no", "target code", "objective no", "objective code",
                    "کد هدف", "شماره هدف"),
    "target": ("hedef", "stratejik hedef", "hedef adı", "target", "objective", "هدف", "هدف عملیاتی", "هدف کمی"),
    "action_code": ("eylem no", "eylem kodu", "faaliyet no", "faaliyet kodu", "proje no", "action no", "action code",
                    "action number", "action id", "no", "sıra no", "kod", "code", "id", "ref", "کد اقدام",
                    "شماره اقدام", "کد پروژه", "ردیف", "کد"),
    "action": ("eylem", "eylem adı", "faaliyet", "faaliyet proje", "proje", "proje adı", "action", "action name",
               "initiative", "activity", "project", "measure name", "اقدام", "عنوان اقدام", "اقدامات", "پروژه",
               "عنوان پروژه", "فعالیت", "برنامه عملیاتی"),
    "about": ("açıklama", "eylem açıklaması", "kapsam", "description", "details", "شرح", "توضیحات"),
    "step_code": ("adım no", "adım kodu", "alt eylem no", "step no", "step code", "شماره گام", "کد گام"),
    "step": ("adım", "uygulama adımı", "alt eylem", "alt faaliyet", "step", "milestone", "sub-action", "گام", "مرحله",
             "زیر اقدام"),
    "owner": ("sorumlu", "sorumlu birim", "sorumlu kurum", "sorumlu kuruluş", "sorumlu müdürlük", "yürütücü birim",
              "owner", "lead", "lead department", "lead agency", "responsible", "responsible unit",
              "responsible department", "responsible party", "مسئول", "واحد مسئول", "متولی", "مجری", "دستگاه مسئول",
              "مسئول اجرا"),
    "unit": ("birim kodu", "unit code", "unit", "کد واحد"),
    "post": ("görev kodu", "post code", "post", "کد پست"),
    "partners": ("iş birliği", "işbirliği", "iş birliği yapılacak birim", "işbirliği yapılacak kurum", "ilgili kurum",
                 "paydaşlar", "ortaklar", "partners", "partner agencies", "supporting agencies", "stakeholders",
                 "همکار", "همکاران", "دستگاه همکار", "واحد همکار"),
    "starts_on": ("başlangıç", "başlangıç tarihi", "başlama tarihi", "start", "start date", "begins", "starts on",
                  "شروع", "تاریخ شروع", "آغاز", "تاریخ آغاز"),
    "ends_on": ("bitiş", "bitiş tarihi", "tamamlanma tarihi", "termin", "end", "end date", "due", "due date",
                "deadline", "target date", "completion date", "ends on", "پایان", "تاریخ پایان", "مهلت", "سررسید"),
    "period": ("süre", "dönem", "uygulama dönemi", "takvim", "zaman", "yıl", "timeline", "time frame", "timeframe",
               "period", "year", "years", "بازه زمانی", "زمان‌بندی", "زمان بندی", "دوره", "سال", "زمان اجرا"),
    "budget": ("bütçe", "maliyet", "tahmini maliyet", "toplam maliyet", "ödenek", "budget", "cost", "estimated cost",
               "total cost", "بودجه", "اعتبار", "هزینه", "برآورد هزینه", "اعتبار مورد نیاز"),
    "output": ("çıktı", "beklenen çıktı", "beklenen sonuç", "ürün", "output", "outputs", "deliverable", "outcome",
               "expected outcome", "خروجی", "دستاورد", "نتیجه مورد انتظار"),
    "risk": ("risk", "riskler", "risks", "ریسک", "خطر", "مخاطرات"),
    "needs": ("bağımlılık", "ön koşul", "önkoşul", "öncül eylem", "bağlı olduğu eylem", "depends on", "dependency",
              "dependencies", "predecessor", "prerequisite", "پیش نیاز", "پیش‌نیاز", "وابستگی"),
    "location": ("yer", "konum", "mahalle", "uygulama yeri", "place", "location", "neighbourhood", "neighborhood",
                 "area", "محل", "محل اجرا", "محله", "مکان"),
    "measure": ("performans göstergesi", "gösterge", "indicator", "performance indicator", "kpi", "performance measure",
                "شاخص", "شاخص عملکرد"),
    "indicators": ("gösterge kodu", "indicator codes", "indicator code", "کد شاخص"),
    "national": ("ulusal eylem", "üst politika", "national action", "اقدام ملی", "سند بالادستی"),
    "sdg": ("ska", "skh", "sürdürülebilir kalkınma amacı", "sdg", "sdgs", "un goals", "اهداف توسعه پایدار"),
    "source": ("source place",),
    "dropped": ("vazgeçildi", "dropped", "کنار گذاشته شد"),
}  # fmt: skip
FIELDS = tuple(HEADINGS)


@dataclass(frozen=True)
class Column:
    """A column that is read: which field it holds, and in which language its words are."""

    field: str
    language: str = ""

    @property
    def key(self) -> str:
        """The field as a page and a record name it: ``action`` or ``action.tr``."""
        return f"{self.field}.{self.language}" if self.language else self.field

    @classmethod
    def of(cls, key: str) -> Column | None:
        """The column that a key names; none if there is no such field."""
        name, _, language = key.partition(".")
        if name not in HEADINGS or (language and (language not in LANGUAGES or name not in WORDED)):
            return None
        return cls(name, language)


def plain(heading: str) -> str:
    """A heading without its marks, brackets and line breaks, folded."""
    return re.sub(r"[\W_]+", " ", re.sub(r"\(.*?\)|\[.*?\]", " ", fold(heading))).strip()


_KNOWN = {plain(words): name for name, headings in HEADINGS.items() for words in headings}


def recognise(headings: Sequence[str]) -> list[Column | None]:
    """
    Say for each heading which field it is; a field is given once, to the heading that names it best.

    A table with targets and no goals is read with its targets as goals: many plans have two storeys.
    """
    wishes = [_wishes(heading) for heading in headings]
    found: list[Column | None] = [None] * len(headings)
    taken: set[str] = set()
    ranked = sorted(
        ((score, -at, column) for at, one in enumerate(wishes) for score, column in one),
        key=lambda wish: (-wish[0], -wish[1]),
    )
    for _score, minus_at, column in ranked:
        if found[-minus_at] is None and column.key not in taken:
            found[-minus_at] = column
            taken.add(column.key)
    return _two_storeys(found)


def _wishes(heading: str) -> list[tuple[int, Column]]:
    exact = Column.of(heading.strip())
    if exact:
        return [(1000, exact)]
    words = f" {plain(heading)} "
    if not words.strip():
        return []
    fitting = [
        (len(known) + (500 if words.strip() == known else 0), Column(name))
        for known, name in _KNOWN.items()
        if f" {known} " in words or (len(known) > 3 and f" {known}" in words)
    ]
    return sorted(fitting, key=lambda wish: -wish[0])[:4]


def _two_storeys(found: list[Column | None]) -> list[Column | None]:
    names = {column.field for column in found if column}
    if "goal" in names or "target" not in names:
        return found
    up = {"target": "goal", "target_code": "goal_code"}
    return [Column(up.get(c.field, c.field), c.language) if c else None for c in found]
