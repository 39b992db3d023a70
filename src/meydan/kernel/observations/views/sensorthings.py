"""``/desk/sensorthings/``: whether the door for machines does what its standard asks."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.jobs.public import enqueue
from meydan.base.people.public import staff_page
from meydan.kernel.observations.policies import conformance_policy
from meydan.kernel.observations.sta.conformance import own
from meydan.kernel.observations.sta.conformance.lines import FAILED, LEFT_OUT, PASSED
from meydan.kernel.observations.sta.http import MOUNT

JOB = "observations.check_conformance"
CHIPS = {PASSED: "good", FAILED: "bad", LEFT_OUT: "watch"}
# Where a long request may go on in the next line.
BREAKS = re.compile(r"(?<=[,/&(])")
# What comes first is what somebody has to look at.
ORDER = (FAILED, LEFT_OUT, PASSED)


@staff_page(policy=conformance_policy, verb="see")
@require_http_methods(["GET", "POST"])
def sensorthings(request: HttpRequest) -> HttpResponse:
    """The last run, and another one if it is asked for by one who may."""
    if request.method == "POST":
        conformance_policy.require(request.user, "run")
        enqueue(JOB, key=JOB)
        messages.success(request, _("The check begins in a moment. Come back in half a minute."))
        return redirect("observations:sensorthings")
    report = own.last()
    told = {
        "report": report,
        "rows": [] if report is None else _rows(report["outcomes"]),
        "counts": {} if report is None else _counts(report["outcomes"]),
        "may_run": conformance_policy.may(request.user, "run"),
        "mount": _apart(MOUNT),
    }
    return render(request, "observations/sensorthings.html", told)


def _apart(word: str) -> str:
    """A word of the standard that keeps its own direction inside a Persian sentence."""
    return f"\u2066{word}\u2069"


def _rows(outcomes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    states = {PASSED: _("passed"), FAILED: _("failed"), LEFT_OUT: _("left out")}
    found = [
        {
            **one,
            "asks": _(one["asks"]) % {name: _apart(word) for name, word in one["words"].items()},
            "lines": [BREAKS.split(one["path"]), BREAKS.split(one["how"])],
            "chip": CHIPS[one["state"]],
            "word": states[one["state"]],
        }
        for one in outcomes
    ]
    return sorted(found, key=lambda one: ORDER.index(one["state"]))


def _counts(outcomes: list[dict[str, Any]]) -> dict[str, int]:
    return {name: sum(one["state"] == state for one in outcomes)
            for name, state in (("passed", PASSED), ("failed", FAILED), ("left_out", LEFT_OUT))}  # fmt: skip
