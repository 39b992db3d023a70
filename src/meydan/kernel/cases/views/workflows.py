"""How cases go: each workflow drawn, with the same in a table."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET

from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.base.people.public import staff_page
from meydan.kernel.cases.engine.diagram import Line, draw
from meydan.kernel.cases.engine.workflow import Workflow
from meydan.kernel.cases.evidencewords import needs_words
from meydan.kernel.cases.models import Service
from meydan.kernel.cases.policies import case_policy
from meydan.kernel.cases.queries.workflows import workflow, workflows
from meydan.kernel.cases.workflowwords import mover_words, wrapped


@staff_page(policy=case_policy, verb="see")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the workflows of this city with the services that go by them."""
    served: dict[str, list[Service]] = {}
    for service in Service.objects.filter(is_active=True).order_by("order", "code"):
        served.setdefault(service.workflow, []).append(service)
    rows = [
        {
            "code": code,
            "names": current().documents("workflows")[code].get("names", {}),
            "states": len(walk.states),
            "services": served.get(code, []),
        }
        for code, walk in workflows().items()
    ]
    return render(request, "cases/workflows.html", {"rows": rows})


@staff_page(policy=case_policy, verb="see")
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Draw one workflow and tell it in a table."""
    document = current().documents("workflows").get(code)
    if document is None:
        raise Http404(code)
    walk = workflow(code)
    told: dict[str, Any] = {
        "names": document.get("names", {}),
        "law": current().laws().get(str(document.get("law", ""))),
        "source": str(document.get("source", "")),
        "services": Service.objects.filter(workflow=code, is_active=True).order_by("order", "code"),
        **_drawing(walk, is_mirrored=get_language_bidi()),
    }
    return render(request, "cases/workflow.html", told)


def _drawing(walk: Workflow, *, is_mirrored: bool) -> dict[str, Any]:
    drawn = draw(walk, is_mirrored=is_mirrored)
    states = [
        {
            "box": box,
            "middle": box.x + box.width / 2,
            "name": text(walk.states[code].names),
            "lines": _lines_of(text(walk.states[code].names), box.y + box.height / 2),
            "kind": walk.states[code].outcome or ("first" if code == walk.initial else ""),
        }
        for code, box in drawn.boxes.items()
    ]
    steps = [_step(walk, line, number) for number, line in enumerate(drawn.lines, start=1)]
    return {"drawn": drawn, "states": states, "steps": steps}


def _lines_of(name: str, middle: float) -> list[tuple[float, str]]:
    """Return the lines of a box's name with their baselines."""
    lines = wrapped(name)
    return [(middle + 5 + 18 * (number - (len(lines) - 1) / 2), line) for number, line in enumerate(lines)]


def _step(walk: Workflow, line: Line, number: int) -> dict[str, Any]:
    step = walk.transitions[line.transition]
    (x, y), *rest = line.points
    return {
        "number": number,
        "path": f"M{x:.0f} {y:.0f}" + "".join(f" L{a:.0f} {b:.0f}" for a, b in rest),
        "mark": line.mark,
        "is_back": line.is_back,
        "name": text(step.names),
        "from": text(walk.state(line.source).names),
        "to": text(walk.state(step.target).names),
        "movers": [mover_words(role) for role in step.roles],
        "needs": needs_words(step, walk),
        "stops": step.stops_clock,
        "starts": step.starts_clock,
    }
