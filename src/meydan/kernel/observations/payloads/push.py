"""``POST /ingest/<mapping>/``: payloads from gateways and devices that speak HTTP."""

from __future__ import annotations

import math
import time
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from meydan.base.people.public import public_page
from meydan.kernel.observations.engine.payloads.bounds import MOST_BYTES, MOST_LINES
from meydan.kernel.observations.engine.payloads.documents import PayloadTooLarge, lines_of
from meydan.kernel.observations.engine.payloads.reading import UNREADABLE
from meydan.kernel.observations.operations.payload_report import PayloadReport
from meydan.kernel.observations.operations.payloads import (
    NOT_ALLOWED,
    PayloadMappingUnknown,
    mapping_of,
    take_payload,
    take_payloads,
)
from meydan.kernel.observations.payloads.access import Sender, may_push
from meydan.kernel.observations.payloads.mapping import PayloadMappingUnreadable
from meydan.kernel.observations.payloads.pace import Pace
from meydan.kernel.observations.principals import NotPermitted, NotRecognised

LINES = ("application/x-ndjson", "application/jsonl", "application/ndjson")
pace = Pace()


@csrf_exempt
@public_page
@require_POST
def push(request: HttpRequest, key: str) -> HttpResponse:
    """Take in a payload, or with an NDJSON type one on every line; answer with what became of it."""
    try:
        sender = may_push(request, timezone.now())
    except NotRecognised:
        answer = _said(
            401, _("This key is not known, or is over. Send it as X-API-Key or as a Bearer token.")
        )
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    except NotPermitted:
        return _said(403, _("This key adds no observations. Ask for one that does."))
    wait_s = pace.wait_s(sender.name, time.monotonic())
    if wait_s:
        answer = _said(
            429, _("Too many requests in this minute. Send several payloads in one body, or wait.")
        )
        answer["Retry-After"] = str(math.ceil(wait_s))
        return answer
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _said(413, _("The body is larger than 10 MB. Send it in parts."))
    return _taken(request, key, sender, body)


def _taken(request: HttpRequest, key: str, sender: Sender, body: bytes) -> HttpResponse:
    taking = take_payloads if request.content_type in LINES else take_payload
    if taking is take_payloads and len(lines_of(body)) > MOST_LINES:
        return _said(413, _("More than 10,000 lines. Send them in parts."))
    try:
        mapping_of(key)
        report = taking(
            mapping=key, body=body, topic=request.GET.get("topic", "")[:300], now=timezone.now(),
            source=f"push:{key}:{sender.name}", only=sender.only,
        )  # fmt: skip
    except PayloadMappingUnknown:
        return _said(404, _("There is no mapping of that name. Look at the address."))
    except PayloadMappingUnreadable:
        answer = _said(503, _("The mapping is being mended. Nothing was taken; send it again later."))
        answer["Retry-After"] = "300"
        return answer
    except PayloadTooLarge:
        return _said(413, _("The body is larger than 10 MB. Send it in parts."))
    return _answer(report)


def _answer(report: PayloadReport) -> HttpResponse:
    barred, waiting = report.refused.get(NOT_ALLOWED, 0), report.refused_count
    if barred and barred == waiting and not (report.stored or report.repeated or report.corrected):
        return _said(403, _("This key does not write to these datastreams. Nothing was stored."), report)
    if report.payloads == 1 and report.refused.get(UNREADABLE):
        return _said(422, _("This is no JSON that can be read. It is kept in quarantine."), report)
    if waiting > barred:
        words = _("Some of it is kept in quarantine, with the reason, and can be taken in later.")
        return _said(202, words, report)
    return _said(200, _("Taken in."), report)


def _said(status: int, words: str, report: PayloadReport | None = None) -> JsonResponse:
    told = {"message": words, **(asdict(report) if report else {})}
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
