"""What the sample town was asked in a survey, and what it is asked now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from meydan.base.forms.public import FormUnknown, Submission
from meydan.base.packs.public import current
from meydan.domains.participation.public import (
    Consultation,
    open_survey,
    publish_consultation,
    take_response,
)

DAY = timedelta(days=1)
FORM = "sample_mobility_survey"
NAMES = {
    "sample-survey-over": {"tr": "Ulaşım anketi, ilkbahar (örnek)", "fa": "پرسش‌نامهٔ رفت‌وآمد، بهار (نمونه)",
                           "en": "Mobility survey, spring (sample)"},
    "sample-survey": {"tr": "Ulaşım anketi, sonbahar (örnek)", "fa": "پرسش‌نامهٔ رفت‌وآمد، پاییز (نمونه)",
                      "en": "Mobility survey, autumn (sample)"},
}  # fmt: skip
WORDS = {
    "tr": "Durağa gölgelik konsun.",
    "fa": "ایستگاه سایه‌بان داشته باشد.",
    "en": "A roof for the stop, please.",
}
ANSWERED = 140


def fill_surveys(*, seed: int, now: datetime) -> int:
    """One survey that is over and one that is open; none where the demo's form was not loaded."""
    try:
        past = _made("sample-survey-over", now - 200 * DAY, now - 180 * DAY)
    except FormUnknown:
        return 0
    rng = np.random.default_rng(seed + 13)
    for number in range(ANSWERED):
        take_response(_answered(past, rng, number), now - 190 * DAY)
    _made("sample-survey", now - 4 * DAY, now + 24 * DAY)
    return 2


def _made(code: str, opens_at: datetime, closes_at: datetime) -> Consultation:
    made = open_survey(
        form=FORM, code=code, names=NAMES[code], opens_at=opens_at, closes_at=closes_at, is_sample=True
    )
    return publish_consultation(consultation=made, actor=None, now=opens_at)


def _answered(held: Consultation, rng: np.random.Generator, number: int) -> Submission:
    answers: dict[str, Any] = {
        "mostly": str(rng.choice(["foot", "bus", "car", "bicycle"], p=[0.45, 0.3, 0.23, 0.02])),
        "missing": [one for one, share in (("shade", 0.6), ("bench", 0.4), ("crossing", 0.5)) if rng.random() < share],
        "late_bus": bool(rng.random() < 0.7),
    }  # fmt: skip
    if number == 0:
        answers["words"] = WORDS[current().default_language]
    return Submission(
        key=f"sample-{number}", purpose=f"survey:{held.code}", form=FORM, version_id=held.survey.version_id,
        answers=answers, proofs={}, files=(), channel="web", language=current().default_language, officer=None,
    )  # fmt: skip
