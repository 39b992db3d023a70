"""Ten thousand ballots through the pages people vote on, double votes tried, and the count by equal shares."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.processes import environment, work_folder
from benchmarks.sensorthings_servers import ours
from meydan.config.benching import CHECKOUT, Figure, Goal, Measure, median_figure

# A smaller number makes a quick look.
BALLOTS = int(os.environ.get("MEYDAN_BENCH_BALLOTS", "10000"))
TRIES, PROJECTS = 50, 12
AT_ONCE = 16
PAGE = "/budgets/bench/vote/"
HIDDEN = re.compile(rb'<input[^>]*name="(csrfmiddlewaretoken|secret)"[^>]*value="([^"]+)"')
SHARES_VOTERS, SHARES_PROJECTS, SHARES_RUNS = 10_000, 200, 5


class _Voter:
    """A browser that keeps its connection: opens the ballot, chooses, confirms with the code."""

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def _asked(self, method: str, said: list[tuple[str, str]], cookie: str) -> tuple[int, bytes, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if said else {}
        self.line.request(method, PAGE, urlencode(said), headers | ({"Cookie": cookie} if cookie else {}))
        answer = self.line.getresponse()
        cookies = "; ".join(one.split(";")[0] for one in answer.headers.get_all("Set-Cookie", []))
        return answer.status, answer.read(), cookies

    def vote(self, code: str, projects: list[int], secret: str = "") -> int:
        """The three pages of one ballot; returns the status of the last."""
        _status, page, cookie = self._asked("GET", [], "")
        chosen = [("projects", str(one)) for one in projects]
        token = dict(HIDDEN.findall(page))[b"csrfmiddlewaretoken"].decode()
        status, page, _same = self._asked("POST", [("csrfmiddlewaretoken", token), *chosen], cookie)
        if status != 200:
            raise RuntimeError(f"the choice was answered with {status}")
        held = {name.decode(): value.decode() for name, value in HIDDEN.findall(page)}
        said = [
            ("csrfmiddlewaretoken", held["csrfmiddlewaretoken"]), ("secret", secret or held["secret"]),
            ("code", code), *chosen,
        ]  # fmt: skip
        return self._asked("POST", said, cookie)[0]


def _program(home: Path, *words: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.strategy_ballots", *words],
        check=True, text=True, stdout=subprocess.PIPE, cwd=CHECKOUT,
        env=environment(MEYDAN_HOME=str(home), DJANGO_SETTINGS_MODULE="meydan.config.settings"),
    ).stdout  # fmt: skip


def ballots_cast() -> Mapping[str, Figure]:
    """
    All ballots through the real door [s], with tries to vote twice and a recount by the published script.

    :raises RuntimeError: if one double vote is taken, or the recount finds anything else than was published
    """
    with work_folder() as folder, ours(folder, "") as server:
        home = folder / "home-sqlite"
        codes = json.loads(_program(home, "make").splitlines()[-1])
        draw = random.Random(11)
        choices = [sorted(draw.sample(range(1, PROJECTS + 1), draw.randint(1, 4))) for _one in range(BALLOTS)]
        held = threading.local()

        def cast(pair: tuple[str, list[int]]) -> int:
            if not hasattr(held, "voter"):
                held.voter = _Voter(server.port)
            return int(held.voter.vote(*pair))

        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            statuses = list(crowd.map(cast, zip(codes[:BALLOTS], choices, strict=True)))
        took = time.perf_counter() - began
        if set(statuses) != {200}:
            raise RuntimeError(f"ballots were answered with {set(statuses)}")
        refused = _double_votes(server.port, codes[BALLOTS], codes[0])
        said = _recounted(home, folder)
    note = (
        f"sqlite, two processes, {AT_ONCE} voters at once, three pages each; {refused} of {2 * TRIES} double votes "
        f"refused; {said}"
    )
    return {"ballots-10000": Figure(round(took, 1), 1, note=note)}


def _double_votes(port: int, fresh: str, spent: str) -> int:
    """A fresh code fifty times at once is one ballot; a spent one fifty times at once is none."""

    def tried(code: str) -> int:
        return _Voter(port).vote(code, [1], secret=secrets.token_hex(32))

    with ThreadPoolExecutor(TRIES) as crowd:
        first, second = list(crowd.map(tried, [fresh] * TRIES)), list(crowd.map(tried, [spent] * TRIES))
    if first.count(200) != 1 or second.count(200) != 0:
        raise RuntimeError(f"double votes were taken: {first.count(200)} and {second.count(200)}")
    return first.count(422) + second.count(422)


def _recounted(home: Path, folder: Path) -> str:
    """Count, publish, and let the script that anybody downloads count again."""
    file = folder / "ballots.json"
    _program(home, "count", str(file))
    script = CHECKOUT / "src" / "meydan" / "domains" / "participation" / "recount.py"
    told = subprocess.run([sys.executable, "-I", str(script), str(file)], text=True, capture_output=True)
    many = len(json.loads(file.read_text())["ballots"])
    if told.returncode or many != BALLOTS + 1:
        raise RuntimeError(f"{many} ballots; {told.stdout[-500:]}")
    return f"{many} ballots in the box, the recount by the published script agrees"


def counted_by_equal_shares() -> Mapping[str, Figure]:
    """Ten thousand ballots over two hundred projects, counted exactly [s]."""
    import numpy as np

    from meydan.domains.participation.engine import Election, equal_shares

    draw = np.random.default_rng(2026)
    cost = draw.integers(20_000, 900_000, SHARES_PROJECTS)
    liked = draw.beta(0.6, 6, SHARES_PROJECTS)
    marks = draw.random((SHARES_VOTERS, SHARES_PROJECTS)) < liked
    election = Election(cost.astype(np.int64), int(cost.sum() // 4), marks)
    took = []
    for _run in range(SHARES_RUNS):
        began = time.perf_counter()
        equal_shares(election)
        took.append(time.perf_counter() - began)
    note = f"{SHARES_VOTERS} ballots, {SHARES_PROJECTS} projects, exact fractions"
    return {"equal-shares": median_figure(took, note=note)}


MEASURES = (
    Measure((Goal("ballots-10000", "s", must=600, aim=120),), ballots_cast),
    Measure((Goal("equal-shares", "s", must=2, aim=0.5),), counted_by_equal_shares),
)


def _make() -> list[str]:
    from datetime import timedelta

    from django.utils import timezone

    from meydan.domains.participation import public

    now = timezone.now()
    budget = public.make_budget(
        code="bench", names={"tr": "Ölçüm"}, amount=1_000_000, within_amount=False,
        opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=2),
    )  # fmt: skip
    for number in range(PROJECTS):
        cost = 80_000 + 10_000 * number
        public.add_project(budget=budget, names={"tr": f"Proje {number}"}, cost=cost, now=now)
    public.publish(budget=budget, actor=None, now=now)
    return public.hand_out_codes(budget=budget, many=BALLOTS + 1, actor=None, now=now)


def _count(file: str) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from meydan.domains.participation import public
    from meydan.domains.participation.queries.budgets import ballot_file

    now = timezone.now()
    public.Budget.objects.update(closes_at=now - timedelta(seconds=1))
    budget = public.Budget.objects.get(code="bench")
    Path(file).write_bytes(ballot_file(budget, public.count(budget=budget, actor=None, now=now)))


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "make":
        sys.stdout.write(json.dumps(_make()))
    else:
        _count(sys.argv[2])
