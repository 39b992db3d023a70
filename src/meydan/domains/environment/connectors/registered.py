"""The outside systems this room may ask, and what a city says about each in ``connectors.toml``."""

from __future__ import annotations

from meydan.base.connectors.public import Connector, register

# Answers are small: a day of quakes is 100 kB, a station's three days 20 kB.
MEGABYTE = 1024 * 1024

QUAKES_AFAD = Connector(
    "environment.quakes_afad",
    {"tr": "AFAD depremleri", "fa": "زمین‌لرزه‌های آفاد (ترکیه)", "en": "AFAD earthquakes (Türkiye)"},
    max_bytes=5 * MEGABYTE,
)
AIR_TR = Connector(
    "environment.air_tr",
    {
        "tr": "Ulusal Hava Kalitesi İzleme Ağı",
        "fa": "شبکهٔ ملی کیفیت هوای ترکیه",
        "en": "National air monitoring (Türkiye)",
    },
    max_bytes=5 * MEGABYTE,
)
AIR_IR = Connector(
    "environment.air_ir",
    {
        "tr": "İran ulusal hava kalitesi",
        "fa": "سامانهٔ پایش کیفی هوای کشور",
        "en": "National air monitoring (Iran)",
    },
    max_bytes=5 * MEGABYTE,
)
WEATHER = Connector(
    "environment.weather",
    {
        "tr": "Hava durumu modeli (Open-Meteo)",
        "fa": "مدل هواشناسی (Open-Meteo)",
        "en": "Weather model (Open-Meteo)",
    },
    max_bytes=2 * MEGABYTE,
)
ALL = (QUAKES_AFAD, AIR_TR, AIR_IR, WEATHER)


def register_all() -> None:
    """Make the systems known; none is called before it is switched on."""
    for connector in ALL:
        register(connector)
