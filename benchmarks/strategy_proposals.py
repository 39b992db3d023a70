"""Two thousand ideas with supports and comments: ``... strategy_proposals`` with MEYDAN_HOME set fills and times."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta

from benchmarks.processes import environment, work_folder
from meydan.config.benching import CHECKOUT, Figure, Goal, Measure, median_figure

IDEAS, SUPPORTS_EACH, COMMENTS_EACH = 2000, 20, 4
ROUNDS, WARM_ROUNDS = 40, 3
# What people ask the list for: as it comes, the most supported, near a point, narrowed, a late page, a word.
ASKED = ("", "?sort=supported", "?lat=40.46&lon=39.48", "?status=open&category=green", "?page=90", "?q=golge")
MOST_QUERIES = 15


def _fill() -> None:
    from django.utils import timezone

    from meydan.base.locale.public import fold
    from meydan.domains.participation.models import Comment, Proposal, Support

    draw, now = random.Random(7), timezone.now()
    words = ["gölge", "ağaç", "park", "bank", "yol", "durak", "çocuk", "okul", "dere", "ışık", "pazar"]
    kinds = ("streets", "green", "transport", "children", "culture", "environment", "access", "other")
    rows = []
    for number in range(IDEAS):
        what = " ".join(draw.choices(words, k=60))
        rows.append(
            Proposal(
                title=f"{' '.join(draw.choices(words, k=5))} {number}", what=what, why=what[:200], language="tr",
                category=draw.choice(kinds), lon=39.48 + draw.gauss(0, 0.01), lat=40.46 + draw.gauss(0, 0.01),
                neighbourhood=f"n{draw.randrange(30)}", support_count=SUPPORTS_EACH, comment_count=COMMENTS_EACH,
                search=fold(what), created_at=now - timedelta(minutes=draw.randrange(500_000)), updated_at=now,
                author_digest=f"{number:064d}",
            )
        )  # fmt: skip
    made = Proposal.objects.bulk_create(rows, batch_size=200)
    Support.objects.bulk_create(
        [
            Support(proposal=one, person_digest=f"{one.pk}/{who}")
            for one in made
            for who in range(SUPPORTS_EACH)
        ],
        batch_size=2000,
    )
    Comment.objects.bulk_create(
        [
            Comment(proposal=one, words=one.what[:120], language="tr", created_at=now)
            for one in made
            for _said in range(COMMENTS_EACH)
        ],
        batch_size=1000,
    )


def _timed() -> dict[str, object]:
    from django.core.wsgi import get_wsgi_application

    from benchmarks.page_times import BARE, _add_bare_view, count_queries, visit

    application = get_wsgi_application()
    _add_bare_view()
    pages = [f"/proposals/{query}" for query in ASKED]
    for _round in range(WARM_ROUNDS):
        for page in (*pages, BARE):
            visit(application, page)
    seen: dict[str, list[float]] = {page: [] for page in (*pages, BARE)}
    for _round in range(ROUNDS):
        for page in seen:
            seen[page].append(visit(application, page)[0])
    queries = max(count_queries(application, page) for page in pages)
    worst = max(pages, key=lambda page: statistics.median(seen[page]))
    return {"ms": seen[worst], "worst": worst, "queries": queries, "bare_ms": statistics.median(seen[BARE])}


def list_of_ideas() -> Mapping[str, Figure]:
    """The slowest of the lists people ask for, whole, through the WSGI door [ms]."""
    with work_folder() as folder:
        home = folder / "home"
        meydan = [sys.executable, "-m", "meydan", "--home", str(home)]
        for words in (["init", "--pack", "tr/gumushane", "--key", "bench"], ["prepare"]):
            subprocess.run([*meydan, *words], check=True, env=environment(), stdout=subprocess.DEVNULL)
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.strategy_proposals"],
            check=True, text=True, stdout=subprocess.PIPE, cwd=CHECKOUT,
            env=environment(MEYDAN_HOME=str(home), DJANGO_SETTINGS_MODULE="meydan.config.settings"),
        ).stdout  # fmt: skip
    found = json.loads(told.splitlines()[-1])
    if found["queries"] > MOST_QUERIES:
        raise RuntimeError(f"the list asks the database {found['queries']} times")
    note = (
        f"sqlite, {IDEAS} ideas, {IDEAS * SUPPORTS_EACH} supports, {IDEAS * COMMENTS_EACH} comments; slowest of "
        f"{len(ASKED)} lists: {found['worst']}; {found['queries']} queries; a bare view: {found['bare_ms']:.1f} ms; "
        "Decidim's published 7.4 s at about 900 (decidim/decidim#13701) is a citation, not a run beside it"
    )
    return {"proposals-2000": median_figure(found["ms"], digits=1, note=note)}


MEASURES = (Measure((Goal("proposals-2000", "ms", must=150, aim=60),), list_of_ideas),)


if __name__ == "__main__":
    import django

    django.setup()
    _fill()
    sys.stdout.write(json.dumps(_timed()))
