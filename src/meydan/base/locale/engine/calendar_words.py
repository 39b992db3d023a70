"""Names of months and days of the week in the three languages."""

from __future__ import annotations

GREGORIAN_MONTHS = {
    "tr": [
        "Ocak",
        "Şubat",
        "Mart",
        "Nisan",
        "Mayıs",
        "Haziran",
        "Temmuz",
        "Ağustos",
        "Eylül",
        "Ekim",
        "Kasım",
        "Aralık",
    ],
    "fa": [
        "ژانویه",
        "فوریه",
        "مارس",
        "آوریل",
        "مه",
        "ژوئن",
        "ژوئیه",
        "اوت",
        "سپتامبر",
        "اکتبر",
        "نوامبر",
        "دسامبر",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
JALALI_MONTHS = {
    "tr": [
        "Ferverdin",
        "Ordibeheşt",
        "Hordad",
        "Tir",
        "Mordad",
        "Şehriver",
        "Mehr",
        "Aban",
        "Azer",
        "Dey",
        "Behmen",
        "İsfend",
    ],
    "fa": [
        "فروردین",
        "اردیبهشت",
        "خرداد",
        "تیر",
        "مرداد",
        "شهریور",
        "مهر",
        "آبان",
        "آذر",
        "دی",
        "بهمن",
        "اسفند",
    ],
    "en": [
        "Farvardin",
        "Ordibehesht",
        "Khordad",
        "Tir",
        "Mordad",
        "Shahrivar",
        "Mehr",
        "Aban",
        "Azar",
        "Dey",
        "Bahman",
        "Esfand",
    ],
}
# Monday first, as Python counts.
WEEKDAYS = {
    "tr": ["Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"],
    "fa": ["دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
FIRST_WEEKDAY = {"tr": 0, "fa": 5, "en": 0}


def month_name(month: int, language: str, calendar: str) -> str:
    """Return the name of month 1 to 12 of a calendar."""
    names = JALALI_MONTHS if calendar == "jalali" else GREGORIAN_MONTHS
    return names.get(language, names["en"])[month - 1]


def weekday_name(weekday: int, language: str) -> str:
    """Return the name of a day of the week, Monday 0."""
    return WEEKDAYS.get(language, WEEKDAYS["en"])[weekday]


def calendar_of(language: str) -> str:
    """Return the calendar in which a reader of ``language`` reads dates."""
    return "jalali" if language == "fa" else "gregorian"
