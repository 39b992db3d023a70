"""What the sample town votes on: one budget that is open, and one that was counted."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from meydan.base.packs.public import current
from meydan.domains.participation.public import (
    Budget,
    add_project,
    count,
    hand_out_codes,
    make_budget,
    publish,
    vote,
)

DAY = timedelta(days=1)
# Name and price in thousands of what people say (lira, toman).
PROJECTS = (
    ({"tr": "Çocuk parkı", "fa": "پارک کودک", "en": "Playground"}, 600),
    ({"tr": "Sokak aydınlatması", "fa": "روشنایی کوچه", "en": "Street lamps"}, 450),
    ({"tr": "Bisiklet yolu", "fa": "مسیر دوچرخه", "en": "Cycle path"}, 800),
    ({"tr": "Okul önü geçidi", "fa": "گذرگاه جلوی مدرسه", "en": "Crossing at the school"}, 250),
    ({"tr": "Mahalle kitaplığı", "fa": "کتابخانهٔ محله", "en": "Neighbourhood library"}, 700),
    ({"tr": "Su çeşmesi", "fa": "آب‌خوری", "en": "Drinking fountain"}, 150),
)
AMOUNT = 1_500
VOTERS = 120
NAMES = {
    "sample-open": {"tr": "Mahalle bütçesi 2027 (örnek)", "fa": "بودجهٔ محله ۱۴۰۶ (نمونه)",
                    "en": "Neighbourhood budget 2027 (sample)"},
    "sample-counted": {"tr": "Mahalle bütçesi 2026 (örnek)", "fa": "بودجهٔ محله ۱۴۰۵ (نمونه)",
                       "en": "Neighbourhood budget 2026 (sample)"},
}  # fmt: skip


def fill_budgets(*, seed: int, now: datetime) -> int:
    """Put two budgets to the vote, once; returns how many were made."""
    if Budget.objects.filter(is_sample=True).exists():
        return 0
    _made("sample-open", now - 5 * DAY, now + 20 * DAY)
    past = _made("sample-counted", now - 60 * DAY, now - 40 * DAY)
    rng = np.random.default_rng(seed + 11)
    for code in hand_out_codes(budget=past, many=VOTERS, actor=None, now=now - 60 * DAY):
        channel = "counter" if rng.random() < 0.1 else "web"
        vote(
            budget=past, code=code, secret=rng.bytes(32).hex(), projects=_choice(rng), now=now - 50 * DAY,
            channel=channel,
        )  # fmt: skip
    count(budget=past, actor=None, now=now - 39 * DAY)
    return 2


def _made(code: str, opens_at: datetime, closes_at: datetime) -> Budget:
    stored = 1_000 * current().money.factor
    budget = make_budget(
        code=code,
        names=NAMES[code],
        amount=AMOUNT * stored,
        opens_at=opens_at,
        closes_at=closes_at,
        is_sample=True,
    )
    for names, cost in PROJECTS:
        add_project(budget=budget, names=names, cost=cost * stored, now=opens_at - DAY)
    return publish(budget=budget, actor=None, now=opens_at - DAY)


def _choice(rng: np.random.Generator) -> list[int]:
    """Four of ten want lamps and one thing more, which votes alone would not give them; the others want the rest."""
    order = [1, *rng.permutation([0, 2])] if rng.random() < 0.4 else 3 + rng.permutation(3)
    left, taken = AMOUNT, []
    for one in map(int, order):
        if PROJECTS[one][1] <= left:
            taken.append(one + 1)
            left -= PROJECTS[one][1]
    return taken
